import { failureResponse } from "./respond";

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
      return failureResponse(request, error);
    }
  };
