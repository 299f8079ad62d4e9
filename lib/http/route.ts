import { tellFailure } from "./follow";
import { asFailure, failureAnswer } from "./respond";

/**
 * A JSON route: the handler parses, asks and answers; failures travel here and become responses in one place.
 * @param handler may throw Failure; anything else is an internal failure, logged with its cause
 */
export const route =
  <Extra extends unknown[]>(handler: (request: Request, ...extra: Extra) => Promise<Response>) =>
  async (request: Request, ...extra: Extra): Promise<Response> => {
    try {
      return await handler(request, ...extra);
    } catch (error) {
      const failure = asFailure(error);
      tellFailure(request, failure);
      return failureAnswer(failure);
    }
  };
