import { argumentsText, type AnsweredChoice, type RecordedAnswer } from "./recorded-answer";
import { piecesOf, type StreamEvent } from "./stream-event";

const usageOf = ({ usage }: RecordedAnswer) =>
  usage && {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    ...(usage.cacheRead !== null && { prompt_tokens_details: { cached_tokens: usage.cacheRead } }),
    ...(usage.reasoning !== null && { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
  };

const headOf = (answer: RecordedAnswer, object: string) => ({
  id: `chatcmpl-${answer.spanId}`,
  object,
  created: answer.createdAt,
  model: answer.model,
});

const callsOf = ({ calls }: AnsweredChoice) =>
  calls.map(({ id, name, arguments: given }) => ({
    id,
    type: "function",
    function: { name, arguments: argumentsText(given) },
  }));

/** A recorded answer as OpenAI's chat completions give it. */
export function chatCompletion(answer: RecordedAnswer): object {
  return {
    ...headOf(answer, "chat.completion"),
    choices: answer.choices.map((choice, index) => ({
      index,
      message: {
        role: "assistant",
        content: choice.text,
        refusal: choice.refusal,
        ...(choice.calls.length > 0 && { tool_calls: callsOf(choice) }),
      },
      logprobs: null,
      finish_reason: choice.finish,
    })),
    usage: usageOf(answer),
  };
}

/** The same as a stream. @param wantsUsage whether it ends with usage, as `stream_options.include_usage` asks */
export function chatCompletionEvents(answer: RecordedAnswer, wantsUsage: boolean): StreamEvent[] {
  const head = headOf(answer, "chat.completion.chunk");
  const events: StreamEvent[] = [];
  const chunk = (index: number, delta: object, finish: string | null = null) =>
    events.push({
      name: null,
      data: {
        ...head,
        choices: [{ index, delta, logprobs: null, finish_reason: finish }],
        ...(wantsUsage && { usage: null }),
      },
    });
  for (const [index, choice] of answer.choices.entries()) {
    chunk(index, { role: "assistant", content: choice.text === null ? null : "" });
    for (const piece of piecesOf(choice.text ?? "")) chunk(index, { content: piece });
    for (const piece of piecesOf(choice.refusal ?? "")) chunk(index, { refusal: piece });
    for (const [at, call] of callsOf(choice).entries()) {
      const { name, arguments: text } = call.function;
      chunk(index, { tool_calls: [{ index: at, ...call, function: { name, arguments: "" } }] });
      for (const piece of piecesOf(text))
        chunk(index, { tool_calls: [{ index: at, function: { arguments: piece } }] });
    }
    chunk(index, {}, choice.finish);
  }
  if (wantsUsage) events.push({ name: null, data: { ...head, choices: [], usage: usageOf(answer) } });
  return [...events, { name: null, data: "[DONE]" }];
}
