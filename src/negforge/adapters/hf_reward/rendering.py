"""From a task and a trajectory to the text that a model reads: by its chat template with real tool roles where that
shows them, else in the published flattening.

Text of logs is data: where it spells one of the tokenizer's control tokens, the spelling is broken by a space, so that
no tool response ends a turn or begins one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

from negforge.adapters.published_chat import one_answer_chat, turns_chat
from negforge.core.json_text import parse
from negforge.core.message import Say, ToolCall, ToolResponse, text_of
from negforge.core.task import Task, Tool, policy_text
from negforge.core.trajectory import Trajectory, shown

Style: TypeAlias = Literal["tool_roles", "turns", "one_answer", "plain"]
"""``turns``, ``one_answer``: see published_chat. ``plain``: ``turns`` without a template, each ``role: content``."""
Chat: TypeAlias = list[dict[str, Any]]
Tools: TypeAlias = list[dict[str, Any]] | None
ONE_DAY = "26 Jul 2024"  # for templates that tell the date: a score does not hang on the day it is made
_PROBE_TOOL = Tool("probe_tool", "probe_description", '{"type":"object","properties":{"probe_key":{"type":"string"}}}')
_PROBE: Chat = [
    {"role": "system", "content": "probe_rules"},
    {"role": "user", "content": "probe_query"},
    {"role": "assistant", "content": "", "tool_calls": [
        {"type": "function", "id": "call00001", "function": {"name": "probe_tool", "arguments": {"k": "probe_value"}}}
    ]},
    {"role": "tool", "name": "probe_tool", "tool_call_id": "call00001", "content": "probe_response"},
    {"role": "assistant", "content": "probe_answer"},
]  # fmt: skip
_SHOWN = ("probe_description", "probe_rules", "probe_query", "probe_value", "probe_response", "probe_answer")


def style_of(tokenizer: Any) -> Style:
    """How this tokenizer's template is best given a trajectory: found out by giving it a small one."""
    if not getattr(tokenizer, "chat_template", None):
        return "plain"
    if _takes_tool_roles(tokenizer):
        return "tool_roles"
    two_in_a_row = [{"role": role, "content": role} for role in ("user", "user", "assistant", "assistant")]
    return "one_answer" if _rendered(tokenizer, two_in_a_row, None) is None else "turns"


def render(tokenizer: Any, style: Style, chat: Chat, tools: Tools) -> str:
    """The text. Raises what the template raises."""
    if style == "plain":
        return "\n".join(f"{said['role']}: {said['content']}" for said in chat)
    return _templated(tokenizer, chat, tools)


def chat_of(task: Task, trajectory: Trajectory, style: Style) -> Chat:
    """The messages in a style, as chat templates want them."""
    if style == "tool_roles":
        return tool_roles_chat(task, trajectory)
    return [*(one_answer_chat if style == "one_answer" else turns_chat)(task, trajectory)]


def tools_of(task: Task, style: Style) -> Tools:
    """The declared tools as chat templates want them; None where the style tells them in the chat."""
    return [tool_json(tool) for tool in task.tools] if style == "tool_roles" else None


def tool_roles_chat(task: Task, trajectory: Trajectory) -> Chat:
    """Messages with roles of their own for calls and responses; the policy and the opening's rules as one system
    message. Reasoning is not shown: judges see deeds and words. What the user called, and what came back, is told in
    words, a later system message too: few templates know these."""
    rules = policy_text(task)
    chat: Chat = [{"role": "system", "content": rules}] if rules else []
    theirs: set[str] = set()
    opening = len(task.opening)
    for index, message in enumerate(shown(task, trajectory)):
        if isinstance(message, Say):
            if message.role == "system" and index < opening:
                continue
            role, said = message.role, text_of(message)
            chat.append({"role": "user", "content": f"[system] {said}"} if role == "system" else _said(role, said))
        elif isinstance(message, ToolCall):
            _add_call(chat, message, theirs)
        else:
            _add_response(chat, message, theirs)
    return chat


def tool_json(tool: Tool) -> dict[str, Any]:
    is_json, parameters = parse(tool.parameters)
    schema = parameters if is_json and isinstance(parameters, dict) else {"type": "object", "properties": {}}
    function = {"name": tool.name, "description": tool.description, "parameters": schema}
    return {"type": "function", "function": function}


def defusing(control: Sequence[str]) -> Callable[[Any], Any]:
    """A function that breaks the spelling of control tokens in every text of a chat or of tools."""
    spelled = sorted((token for token in control if len(token) > 1), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(token) for token in spelled)) if spelled else None

    def defused(value: Any) -> Any:
        if isinstance(value, str):
            return value if pattern is None else pattern.sub(lambda met: f"{met[0][0]} {met[0][1:]}", value)
        if isinstance(value, dict):
            return {defused(key): defused(one) for key, one in value.items()}
        return [defused(one) for one in value] if isinstance(value, list) else value

    return defused


def _add_call(chat: Chat, call: ToolCall, theirs: set[str]) -> None:
    if call.requestor == "user":
        theirs.add(call.call_id)
        chat.append(_said("user", f"[call {call.name}] {call.arguments}"))
        return
    theirs.discard(call.call_id)
    if not call.with_previous or not chat or chat[-1]["role"] != "assistant":
        chat.append({"role": "assistant", "content": "", "tool_calls": []})
    is_json, arguments = parse(call.arguments)
    function = {
        "name": call.name,
        "arguments": arguments if is_json and isinstance(arguments, dict) else call.arguments,
    }
    chat[-1].setdefault("tool_calls", []).append({"type": "function", "id": call.call_id, "function": function})


def _add_response(chat: Chat, response: ToolResponse, theirs: set[str]) -> None:
    if response.call_id in theirs:
        chat.append(_said("user", f"[response {response.name or ''}] {text_of(response)}"))
        return
    named = response.name or _called(chat, response.call_id)
    chat.append({"role": "tool", "name": named, "tool_call_id": response.call_id, "content": text_of(response)})


def _called(chat: Chat, call_id: str) -> str:
    """The name of the latest call of this id."""
    for said in reversed(chat):
        for call in said.get("tool_calls", ()):
            if call["id"] == call_id:
                return str(call["function"]["name"])
    return ""


def _takes_tool_roles(tokenizer: Any) -> bool:
    text = _rendered(tokenizer, _PROBE, [tool_json(_PROBE_TOOL)])
    return text is not None and all(word in text for word in _SHOWN)


def _rendered(tokenizer: Any, chat: Chat, tools: Tools) -> str | None:
    try:
        return _templated(tokenizer, chat, tools)
    except Exception:  # a template is a program of the model's maker: it may raise anything
        return None


def _templated(tokenizer: Any, chat: Chat, tools: Tools) -> str:
    text = tokenizer.apply_chat_template(
        chat, tools=tools, tokenize=False, add_generation_prompt=False, date_string=ONE_DAY
    )
    return str(text)


def _said(role: str, content: str) -> dict[str, Any]:
    return {"role": role, "content": content}
