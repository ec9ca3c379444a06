/* In a page around players: each is as high as it needs to be, and as light or dark as what is around it. */
{
  const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const players = () => [...document.querySelectorAll(".tconv iframe")];

  /* Whatever the page calls its themes: what counts is how bright it is behind the frame. */
  const themeAround = (frame) => {
    for (let element = frame; element; element = element.parentElement) {
      paper.clearRect(0, 0, 1, 1);
      paper.fillStyle = getComputedStyle(element).backgroundColor;
      paper.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = paper.getImageData(0, 0, 1, 1).data;
      if (alpha > 127) return red * 0.3 + green * 0.6 + blue * 0.1 > 127 ? "light" : "dark";
    }
    return getComputedStyle(document.documentElement).colorScheme === "dark" ? "dark" : "light";
  };
  const tell = (frame) =>
    frame.contentWindow?.postMessage({ tconv: 1, type: "theme", theme: themeAround(frame) }, "*");
  const tellAll = () => players().forEach(tell);

  addEventListener("message", ({ source, data }) => {
    const frame = data?.tconv === 1 ? players().find((one) => one.contentWindow === source) : null;
    if (!frame) return;
    if (data.type === "ready") tell(frame);
    if (data.type === "height" ? Number.isFinite(data.height) : false) frame.style.height = `${data.height}px`;
  });
  for (const element of [document.documentElement, document.body])
    new MutationObserver(tellAll).observe(element, { attributes: true });
  addEventListener("transitionend", tellAll); // backgrounds may take their time
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tellAll);
  tellAll();
}
