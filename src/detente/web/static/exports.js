"use strict";
// Saves a chart as a picture that stands alone: its title, its key, how to read it, where it is from.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const EDGE = 16;
  const pen = document.createElement("canvas").getContext("2d");
  let tokens;

  const make = (name, attributes, text = "") => {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.textContent = text;
    return element;
  };

  const wrap = (text, font, width) => {
    pen.font = font;
    const lines = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines.filter(Boolean);
  };

  // The parts of an entry of a key stand apart on the page without a space between them.
  const sayEntry = (entry) => [...entry.children].map((part) => part.textContent.trim()).join(" ");

  // A column of texts and drawings, from the top; each adds to its height.
  const begin = (width) => ({ width, height: EDGE, parts: [] });
  const write = (sheet, text, { size = 13, weight = 400, fill = tokens.ink, after = 4 } = {}) => {
    const font = `${weight} ${size}px ${FONT}`;
    for (const line of wrap(text, font, sheet.width)) {
      sheet.height += size * 1.32;
      sheet.parts.push(make("text", {
        x: EDGE, y: sheet.height - size * 0.32, "font-family": FONT, "font-size": size, "font-weight": weight, fill,
      }, line));
    }
    sheet.height += after;
  };

  const writeParties = (sheet, figure) => {
    let x = EDGE;
    for (const party of figure.querySelectorAll(".parties > span")) {
      const glyph = party.querySelector(".glyph");
      const place = glyph?.className.match(/\bc(\d)\b/)?.[1];
      const text = party.textContent.trim().replace(/\s+/g, " ");
      const line = make("text", { x, y: sheet.height + 13, "font-family": FONT, "font-size": 13, fill: tokens.ink });
      line.append(make("tspan", { fill: tokens[`p${place}`] ?? tokens.ink }, text.slice(0, 1)), make("tspan", {}, text.slice(1)));
      sheet.parts.push(line);
      pen.font = `13px ${FONT}`;
      x += pen.measureText(text).width + 18;
    }
    if (x > EDGE) sheet.height += 22;
  };

  const place = (sheet, drawing) => {
    const width = Number(drawing.getAttribute("width")), height = Number(drawing.getAttribute("height"));
    drawing.setAttribute("x", EDGE);
    drawing.setAttribute("y", sheet.height);
    sheet.parts.push(drawing);
    sheet.width = Math.max(sheet.width, width);
    sheet.height += height + 8;
  };

  const finish = (sheet) => {
    const width = Math.ceil(sheet.width + 2 * EDGE), height = Math.ceil(sheet.height + EDGE / 2);
    const root = make("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
    root.append(make("rect", { width, height, fill: tokens.paper }), ...sheet.parts);
    return { width, height, text: new XMLSerializer().serializeToString(root) };
  };

  const say = (figure, what) => figure.querySelector(what)?.textContent.trim().replace(/\s+/g, " ") ?? "";

  const compose = async (figure) => {
    tokens ??= await (await fetch(`/c/${document.body.dataset.case}/tokens.json`)).json();
    const drawn = (await figure.querySelector("[data-chart]").view.toSVG())
      .replace(/var\(--([a-z0-9]+)\)/g, (all, name) => tokens[name] ?? all);
    const drawing = new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
    const sheet = begin(Math.max(320, Number(drawing.getAttribute("width"))));
    write(sheet, say(figure, ".title"), { size: 17, weight: 700, after: 3 });
    write(sheet, say(figure, ".measure"), { fill: tokens.soft, after: 8 });
    writeParties(sheet, figure);
    place(sheet, drawing);
    figure.querySelectorAll(".key > li").forEach((entry) => write(sheet, sayEntry(entry), { size: 12, after: 1 }));
    write(sheet, say(figure, ".reading"), { size: 12.5, after: 8 });
    write(sheet, document.body.dataset.credit, { size: 11, fill: tokens.soft, after: 0 });
    return finish(sheet);
  };

  const paint = async ({ text, width, height }) => {
    const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
      const brush = canvas.getContext("2d");
      brush.scale(2, 2);
      brush.drawImage(image, 0, 0, width, height);
      return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  const offer = (blob, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const save = async (figure, kind) => {
    const picture = await compose(figure);
    const blob = kind === "png" ? await paint(picture) : new Blob([picture.text], { type: "image/svg+xml" });
    offer(blob, `${document.body.dataset.case}-${figure.id}.${kind}`);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save]");
    const figure = button?.closest("figure");
    if (!figure?.querySelector("[data-chart]")?.view) return;
    save(figure, button.dataset.save)
      .catch(() => workbench.note("The chart could not be saved. Does the workbench still run?"));
  });
})();
