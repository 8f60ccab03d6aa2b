// What rests on what around a claim: columns of lists, joined by lines.  The table of the page is the data; ?focus=ID&depth=2 the view.
"use strict";
(() => {
  const graph = document.getElementById("graph");
  if (!graph) return;
  const form = document.getElementById("around");
  const levels = graph.querySelector(".levels");
  const said = document.getElementById("said");
  const keys = graph.querySelector(".keys");
  const LONG = 24; // a longer column is folded by letter
  const MARKS = { PROVED: "✓", SUPPORTED: "◐", REFUTED: "✗", UNKNOWN: "?" };
  const nodes = read();
  let drawn = [];

  function read() {
    const found = new Map();
    for (const row of document.querySelectorAll("#rests tbody tr")) {
      const [head, , title, premises] = row.cells;
      const link = head.querySelector("a");
      found.set(head.textContent, {
        id: head.textContent, verdict: row.dataset.verdict, title, page: link && link.getAttribute("href"),
        down: [...premises.children].map((one) => one.textContent), up: [],
      });
    }
    for (const node of found.values()) node.down.forEach((id) => found.get(id).up.push(node.id));
    return found;
  }

  // The claims at each distance from one, in one direction.
  function steps(start, way, most) {
    const seen = new Set([start]);
    const rings = [];
    let ring = [start];
    while (ring.length && rings.length < most) {
      ring = [...new Set(ring.flatMap((id) => nodes.get(id)[way]))].filter((id) => !seen.has(id));
      ring.forEach((id) => seen.add(id));
      if (ring.length) rings.push(ring);
    }
    return rings;
  }

  function view() {
    const wanted = new URLSearchParams(location.search);
    const depth = Math.min(4, Math.max(1, parseInt(wanted.get("depth") || "2", 10) || 2));
    return { focus: wanted.get("focus") || "", depth };
  }
  function address(id, depth) {
    return `?${new URLSearchParams({ focus: id, depth })}`;
  }

  function show() {
    const { focus, depth } = view();
    form.elements.focus.value = focus;
    form.elements.depth.value = String(depth);
    levels.replaceChildren();
    drawn = [];
    const node = nodes.get(focus);
    levels.hidden = keys.hidden = !node;
    if (!node) {
      said.textContent = focus ? `No claim of this report is called ${focus}.` : "Choose a claim, here or below.";
      return;
    }
    const down = steps(focus, "down", depth);
    const up = steps(focus, "up", depth);
    const all = (way) => steps(focus, way, Infinity).flat().length;
    said.textContent = `${focus}: ${node.verdict}. It rests on ${node.down.length} claims directly, ${all("down")} in all; `
      + `${node.up.length} rest on it directly, ${all("up")} in all.`;
    levels.style.setProperty("--columns", 1 + down.length + up.length);
    column(0, "The claim", [focus], depth);
    down.forEach((ring, k) => column(-1 - k, k ? `which rest on, ${k + 1} steps down` : "rests on", ring, depth));
    up.forEach((ring, k) => column(1 + k, k ? `rest on those, ${k + 1} steps up` : "rest on it", ring, depth));
    levels.prepend(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    levels.firstChild.setAttribute("aria-hidden", "true");
    lines();
  }

  function column(at, title, ids, depth) {
    const section = document.createElement("section");
    section.dataset.level = at;
    section.style.setProperty("--at", at);
    const head = document.createElement("h3");
    head.textContent = `${title} (${ids.length})`;
    const list = document.createElement("ul");
    section.append(head, list);
    const sorted = [...nodes.keys()].filter((id) => ids.includes(id)); // the table's order
    if (sorted.length <= LONG) sorted.forEach((id) => list.append(box(id, at, depth)));
    else letters(sorted).forEach(([letter, some]) => list.append(fold(letter, some, at, depth)));
    levels.append(section);
  }
  function letters(ids) {
    const found = new Map();
    for (const id of ids) {
      const letter = /^[A-Z]\d+/.test(id) ? id.match(/^[A-Z]\d+/)[0] : id.split(".")[0];
      found.set(letter, [...(found.get(letter) || []), id]);
    }
    return [...found];
  }
  function fold(letter, ids, at, depth) {
    if (ids.length === 1) return box(ids[0], at, depth);
    const item = document.createElement("li");
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    const worst = ["REFUTED", "UNKNOWN", "NOT CHECKED", "SUPPORTED", "PROVED"].find((v) => ids.some((id) => nodes.get(id).verdict === v));
    summary.textContent = `${letter}: ${ids.length} claims`;
    summary.className = `node ${worst.toLowerCase().replace(" ", "-")}`;
    const list = document.createElement("ul");
    details.append(summary, list);
    ids.forEach((id) => list.append(box(id, at, depth, summary)));
    details.addEventListener("toggle", () => lines());
    item.append(details);
    return item;
  }
  function box(id, at, depth, summary) {
    const node = nodes.get(id);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = `node ${node.verdict.toLowerCase().replace(" ", "-")}`;
    link.href = address(id, depth);
    link.title = node.title.textContent;
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = `${MARKS[node.verdict] || "·"} `;
    const word = document.createElement("span");
    word.className = "aside";
    word.textContent = ` ${node.verdict}`;
    link.append(mark, document.createTextNode(id), word);
    item.append(link);
    if (at === 0) {
      const about = document.createElement("p");
      about.append(...[...node.title.childNodes].map((part) => part.cloneNode(true)));
      item.append(about);
      if (node.page) {
        const page = document.createElement("a");
        page.href = node.page;
        page.textContent = "Its page";
        item.append(page);
      }
    }
    drawn.push({ id, at, link, summary });
    return item;
  }

  // A line from each claim to those it rests on: between neighbouring columns, of `own` all.
  function lines(own) {
    const svg = levels.querySelector("svg");
    if (!svg) return;
    svg.replaceChildren();
    if (getComputedStyle(svg).display === "none") return;
    const frame = levels.getBoundingClientRect();
    const places = new Map(drawn.map((one) => {
      const hidden = one.summary && !one.summary.parentElement.open;
      return [one.id, { at: one.at, box: (hidden ? one.summary : one.link).getBoundingClientRect() }];
    }));
    svg.setAttribute("width", levels.scrollWidth);
    svg.setAttribute("height", levels.scrollHeight);
    const done = new Set();
    for (const [id, to] of places) for (const premise of nodes.get(id).down) {
      const from = places.get(premise);
      const strong = own === id || own === premise;
      if (!from || !(strong || to.at - from.at === 1)) continue;
      const x1 = from.box.right - frame.left + levels.scrollLeft, y1 = (from.box.top + from.box.bottom) / 2 - frame.top;
      const x2 = to.box.left - frame.left + levels.scrollLeft, y2 = (to.box.top + to.box.bottom) / 2 - frame.top;
      const bend = Math.max(24, Math.abs(x2 - x1) / 2);
      const shape = `M${x1.toFixed(1)} ${y1.toFixed(1)}C${(x1 + bend).toFixed(1)} ${y1.toFixed(1)} ${(x2 - bend).toFixed(1)} ${y2.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
      if (done.has(shape + strong)) continue; // of a folded letter, one for all
      done.add(shape + strong);
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", shape);
      if (strong) line.setAttribute("class", "own");
      svg.append(line);
    }
  }

  function go(id, depth) {
    history.pushState(null, "", address(id, depth));
    show();
  }
  graph.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(form.elements.focus.value.trim(), form.elements.depth.value);
  });
  form.elements.depth.addEventListener("change", () => go(form.elements.focus.value.trim(), form.elements.depth.value));
  levels.addEventListener("click", (event) => {
    const one = drawn.find((each) => each.link === event.target.closest("a"));
    if (!one || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(one.id, view().depth);
    levels.querySelector("[data-level='0'] a").focus();
  });
  const idOf = (event) => (drawn.find((one) => one.link === event.target.closest("a")) || {}).id;
  levels.addEventListener("mouseover", (event) => lines(idOf(event)));
  levels.addEventListener("mouseleave", () => lines());
  levels.addEventListener("focusin", (event) => lines(idOf(event)));
  levels.addEventListener("focusout", () => lines());

  // Arrow keys: up and down within a column, left and right to the nearest of the next one.
  levels.addEventListener("keydown", (event) => {
    const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    const here = event.target.closest(".node");
    if (!way || !here) return;
    event.preventDefault();
    const section = here.closest("section");
    const stops = (one) => [...one.querySelectorAll(".node")].filter((node) => node.checkVisibility());
    const own = stops(section);
    if (way[1]) {
      (own[own.indexOf(here) + way[1]] || here).focus();
      return;
    }
    const next = levels.querySelector(`[data-level='${Number(section.dataset.level) + way[0]}']`);
    const height = (node) => node.getBoundingClientRect().top;
    if (next) stops(next).sort((a, b) => Math.abs(height(a) - height(here)) - Math.abs(height(b) - height(here)))[0].focus();
  });
  const map = document.querySelector(".map");
  map.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = way && event.target[way < 0 ? "previousElementSibling" : "nextElementSibling"];
    if (!next) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  map.addEventListener("click", (event) => {
    const dot = event.target.closest("a");
    if (!dot || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(new URL(dot.href).searchParams.get("focus"), view().depth);
    graph.scrollIntoView();
  });
  addEventListener("popstate", show);
  addEventListener("resize", () => lines());
  show();
})();
