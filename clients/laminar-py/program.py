import os
from urllib.parse import urlparse

import openai
from lmnr import Laminar, observe
from story import SESSION, USER, chat_completions, look_up_order

# There is no gRPC door.
Laminar.initialize(force_http=True, http_port=urlparse(os.environ["LMNR_BASE_URL"]).port)
run_tool = observe(name="look_up_order", span_type="TOOL")(look_up_order)


@observe(name="orders", session_id=SESSION, user_id=USER)
def orders():
    chat_completions(openai.OpenAI(max_retries=0), run_tool)


orders()
Laminar.shutdown()
