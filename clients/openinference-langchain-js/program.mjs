import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import { register } from "@arizeai/phoenix-otel";
import * as callbacks from "@langchain/core/callbacks/manager";
import { conversation } from "./langchain.mjs";
import { SESSION, USER } from "./story.mjs";

const instrumentation = new LangChainInstrumentation();
instrumentation.manuallyInstrument(callbacks);
const provider = register({ projectName: "order-desk", instrumentations: [instrumentation] });
await conversation({ metadata: { session_id: SESSION, user_id: USER } });
await provider.shutdown();
