// Looks over the phones page as it is drawn now, and returns what is wrong with it, by kind.
() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((it) =>
    it.checkVisibility() && it.clientWidth > 1);
  const name = (it) => `${it.tagName}.${it.className} '${it.textContent.trim().slice(0, 40)}'`;
  const boxes = "body, .top, .clock, .choice, .phone, .case, .bar, .log, .message, .bubble, .words, "
    + ".keyboard, .row, .composer, .composer form, .beside, .panel, button, .button, .choice a, "
    + ".notice, table, td";
  const labels = "button, .button, .choice a, .panel > summary, .day, h2, .bot, .notice";

  const tooWide = [document.documentElement, ...all(boxes)]
    .filter((it) => it.scrollWidth > it.clientWidth)
    .map((it) => `${name(it)}: ${it.scrollWidth} in ${it.clientWidth}`);

  const cut = all(labels).filter((it) => it.scrollHeight > it.clientHeight + 1)
    .map((it) => `${name(it)}: ${it.scrollHeight} in ${it.clientHeight}`);

  const overlapping = [];
  for (const selector of [".top > *", ".clock > *", ".clock button", ".choice a", ".phone",
    ".phone > *", ".case > *", ".bar > *", ".log li", ".message > *", ".bubble > *", ".row",
    ".row > *", ".composer button, .composer textarea, .composer summary, .composer input", ".panel",
    ".panel li > *"]) {
    const drawn = all(selector).map((it) => [it, it.getBoundingClientRect(), it.closest(".log")]);
    drawn.forEach(([one, a, log], at) => drawn.slice(at + 1).forEach(([other, b, itsLog]) => {
      if (log !== itsLog) return; // what is scrolled out of one chat is not drawn over another
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) overlapping.push(`${name(one)} and ${name(other)}`);
    }));
  }

  const outside = all(".row > *, .bubble, .composer button, .notice, .choice a, .top *").filter((it) => {
    const box = it.getBoundingClientRect();
    const around = (it.closest(".case") || document.body).getBoundingClientRect();
    return !it.matches(".hidden, h2") && (box.left < around.left - 1 || box.right > around.right + 1);
  }).map(name);

  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => colour.slice(0, 3).map((it) => it / 255)
    .map((it) => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)
    .reduce((sum, it, at) => sum + it * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (it) => {
    for (let at = it; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const contrast = new Set();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const it = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !it.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(it).color)), light(behind(it))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) contrast.add(`${name(it)}: ${ratio.toFixed(2)}`);
  }

  const small = all(".words, button, .button, textarea, .choice a")
    .filter((it) => parseFloat(getComputedStyle(it).fontSize) < 15).map(name);

  const nameless = [...document.querySelectorAll("button, a, input, textarea, summary")].filter((it) =>
    !(it.labels?.[0]?.textContent || it.getAttribute("aria-label") || it.textContent).trim());

  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);

  const found = { tooWide, cut, overlapping, outside, contrast: [...contrast], small,
    nameless: nameless.map((it) => it.outerHTML), twice };
  return Object.fromEntries(Object.entries(found).filter(([, complaints]) => complaints.length));
}
