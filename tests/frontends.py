"""The least that a notebook is to a widget: a model whose state Python and the page share."""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import FrameLocator, Locator

from tconv_anim.embed.notebook.widget import Widget
from tests.browser import Visit

# As anywidget's documentation tells of models, and Backbone's of their events.
_MODEL = """async ([esm, css, state]) => {
  const listeners = [];
  const fire = (names) => names.forEach((name) =>
    [...listeners].filter(([event]) => event === `change:${name}`).forEach(([, act]) => act()));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const put = (values) => {
    const names = Object.keys(values).filter((name) => !same(values[name], state[name]));
    Object.assign(state, values);
    return names;
  };
  let unsaved = {};
  window.model = {
    get: (name) => state[name],
    set: (name, value) => { unsaved[name] = value; fire(put({ [name]: value })); },
    on: (event, act) => listeners.push([event, act]),
    off: (event, act) => listeners.splice(listeners.findIndex((one) => one[1] === act), 1),
    save_changes: async () => {
      const changes = unsaved;
      unsaved = {};
      fire(put(await python(changes)));
    },
    take: (values) => fire(put(values)),
  };
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const { default: widget } = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
  const el = document.querySelector("#cell") ?? document.body;
  window.end = widget.render({ model, el });
}"""


class Frontend:
    """A page that shows a widget of this process."""

    def __init__(self, widget: Widget, opened: Visit) -> None:
        self.widget, self.page = widget, opened.page
        names = list(Widget.class_own_traits(sync=True))
        self._changed: dict[str, Any] = {}
        widget.observe(lambda change: self._changed.update({change.name: change.new}), names)
        self.page.expose_function("python", self._take)
        state = {name: getattr(widget, name) for name in names}
        self.page.evaluate(_MODEL, [widget._esm, widget._css, state])

    def _take(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        self.widget.set_state(dict(changes))
        return self._news()

    def _news(self) -> dict[str, Any]:
        news, self._changed = self._changed, {}
        return news

    def tell(self) -> None:
        """Let the page know what Python has changed."""
        self.page.evaluate("(values) => model.take(values)", self._news())

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the page go on until Python has heard of it; fails where that takes too long."""
        for _ in range(500):
            if condition():
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("the page never told it")

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    @property
    def player(self) -> FrameLocator:
        """What is in the frame that is seen."""
        return self.page.frame_locator("iframe:not(.coming)")
