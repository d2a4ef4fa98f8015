// The playground's page: what HTML alone cannot do. Every change comes from the server; this keeps focus, scrolling,
// what is being typed and what is open while it arrives.
"use strict";

const find = (selector, inside = document) => inside.querySelector(selector);
const every = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// --- morphing: what the person is in the middle of stays as it is ---------------------------------------------------

const kept = {
  "[data-keep]": ["value", "aria-expanded", "aria-activedescendant"],
  "[data-menu]": ["open"],
  "[data-drawer]": ["data-open"],
  "[data-opens]": ["aria-expanded"],
};

Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) =>
  !Object.entries(kept).some(([selector, names]) => names.includes(name) && element.matches(selector));

Idiomorph.defaults.callbacks.beforeNodeMorphed = (old) => !(old instanceof Element && old.matches("[data-still]"));

// --- talk: stays at its end, unless one scrolled up to read ---------------------------------------------------------

const atEnd = new Map();

function rememberScrolling() {
  atEnd.clear();
  for (const talk of every("[data-talk]")) {
    atEnd.set(talk.id, talk.scrollHeight - talk.scrollTop - talk.clientHeight < 48);
  }
}

function scrollToEnds() {
  for (const talk of every("[data-talk]")) {
    const shown = find(".json", talk);
    if (atEnd.get(talk.id) ?? true) talk.scrollTop = talk.scrollHeight;
    if (shown && shown.dataset.seen === undefined) {
      shown.dataset.seen = "";
      shown.scrollIntoView({ block: "nearest" });
    }
  }
}

// --- the clock ticks ------------------------------------------------------------------------------------------------

let shownAt = performance.now();

function tick() {
  const now = find("#now");
  if (!now || !now.dateTime) return;
  const at = new Date(new Date(now.dateTime).getTime() + (performance.now() - shownAt));
  const zone = { timeZone: now.dataset.zone };
  const language = now.dataset.language === "ja" ? "ja-JP" : "en-GB";
  const parts = (options) => new Intl.DateTimeFormat(language, { ...zone, ...options });
  const day = parts({ weekday: "short", day: "numeric", month: language === "ja-JP" ? "numeric" : "short", year: "numeric" });
  const time = parts({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  const of = Object.fromEntries(day.formatToParts(at).map((part) => [part.type, part.value]));
  const words = language === "ja-JP"
    ? `${of.year}年${of.month}月${of.day}日(${of.weekday}) ${time}`
    : `${of.weekday} ${of.day} ${of.month} ${of.year} ${time}`;
  if (now.textContent !== words) now.textContent = words;
}

setInterval(tick, 1000);

// --- the server's answers -------------------------------------------------------------------------------------------

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "listener") event.target.dataset.at = location.href;
});

function isLate(event) {
  if (event.detail.requestConfig?.elt?.id !== "listener") return false;
  if (find("#listener").dataset.at !== location.href) return true;
  const seen = find("#seen").value.split("-");
  const told = /id="seen" name="seen" value="([^"-]+)-(\d+)"/.exec(event.detail.serverResponse);
  return told !== null && told[1] === seen[0] && Number(told[2]) < Number(seen[1]);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (isLate(event)) {
    event.detail.shouldSwap = false;
    return;
  }
  rememberScrolling();
  const form = event.detail.requestConfig?.elt; // going back in the history has none
  // The answer to what one did oneself comes at the end of the talk.
  if (form?.matches("[data-composer], .buttons, .form")) {
    for (const talk of every("[data-talk]", form.closest(".pane") ?? document)) atEnd.set(talk.id, true);
  }
  if (form?.matches("[data-composer]") && event.detail.xhr.status === 200) {
    const line = find("[data-line]", form);
    line.value = "";
    put.delete(line.id);
    closeCompletions(line);
  }
  if (form?.matches(".moment") && !event.detail.serverResponse.includes("toast grave")) find("input[name=to]", form).value = "";
});

document.addEventListener("htmx:afterSettle", () => {
  if (find("#now")) shownAt = performance.now();
  tick();
  openDialog();
  changePlaces();
  focusPending();
  scrollToEnds();
  ageToasts();
});

document.addEventListener("htmx:sendError", () => toast(find("#town").dataset.lost));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  toast(status < 500 && responseText.length < 300 ? responseText : find("#town").dataset.ours);
});

// --- toasts ---------------------------------------------------------------------------------------------------------

function toast(words) {
  const passing = document.createElement("p");
  passing.className = "toast grave";
  passing.textContent = words;
  find("#toasts").replaceChildren(passing);
  ageToasts();
}

function ageToasts() {
  for (const passing of every(".toast:not([data-aged])")) {
    passing.dataset.aged = "";
    setTimeout(() => passing.remove(), 7000);
  }
}

// --- dialogs --------------------------------------------------------------------------------------------------------

let opener = null;

// What was written in a form that was closed is there when it is opened again, as long as the page is.
const unsent = new Map();
const formOf = (dialog) => find("form.form", dialog);
const isAnswer = (control) => control.name && control.type !== "hidden" && control.type !== "submit";
const answersOf = (form) => JSON.stringify([...form.elements].filter(isAnswer).map((control) =>
  control.type === "radio" || control.type === "checkbox" ? control.checked : control.value));
const whose = (form) => [form.getAttribute("hx-post"), form.person.value, form.elements.action.value].join();

function takeUp(form) {
  form.dataset.opened = answersOf(form);
  const kept = unsent.get(whose(form));
  if (kept === undefined || find(".problem", form)) return;
  JSON.parse(kept).forEach((answer, at) => {
    const control = [...form.elements].filter(isAnswer)[at];
    if (typeof answer === "boolean") control.checked = answer;
    else if (control) control.value = answer;
  });
}

function putAside(form) {
  if (answersOf(form) !== form.dataset.opened) unsent.set(whose(form), answersOf(form));
}

function openDialog() {
  const dialog = find("[data-dialog]");
  if (!dialog || dialog.open) return;
  if (formOf(dialog)?.elements.action) {
    takeUp(formOf(dialog));
    dialog.addEventListener("close", () => putAside(formOf(dialog)));
    formOf(dialog).addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful) unsent.delete(whose(formOf(dialog)));
    });
  }
  if (document.activeElement && !document.activeElement.closest("dialog")) opener = document.activeElement.id;
  dialog.addEventListener("close", () => {
    dialog.remove();
    find(`#${CSS.escape(opener || "town")}`)?.focus();
  });
  closeMenus(null);
  dialog.showModal();
}

document.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target?.id === "dialogs" && !find("[data-dialog]") && opener) {
    const back = find(`#${CSS.escape(opener)}`);
    const pane = back?.closest(".pane") ?? find(`.town`);
    (back ?? find("[data-line]", pane))?.focus();
    opener = null;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-closes]") || event.target.matches("dialog")) find("[data-dialog]")?.close();
});

// --- menus and the drawer -------------------------------------------------------------------------------------------

function closeMenus(except) {
  for (const menu of every("[data-menu][open]")) if (menu !== except) menu.open = false;
}

function closeDrawers() {
  for (const drawer of every("[data-drawer][data-open]")) delete drawer.dataset.open;
  for (const button of every("[data-opens]")) button.setAttribute("aria-expanded", "false");
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("[data-menu]"));
  const chosen = event.target.closest("[data-menu] a, [data-menu] .menu button, .palette button");
  if (chosen) closeMenus(null);
  const button = event.target.closest("[data-opens]");
  if (button) {
    const drawer = document.getElementById(button.dataset.opens);
    const opening = drawer.dataset.open === undefined;
    closeDrawers();
    if (opening) {
      drawer.dataset.open = "";
      button.setAttribute("aria-expanded", "true");
      find("a", drawer).focus();
    }
  } else if (!event.target.closest("[data-drawer]") || event.target.closest("[data-drawer] a")) {
    closeDrawers();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || find("dialog[open]") || event.defaultPrevented) return;
  const menu = find("[data-menu][open]");
  const drawer = find("[data-drawer][data-open]");
  if (menu) {
    menu.open = false;
    find("summary", menu).focus();
  } else if (drawer) {
    closeDrawers();
    find(`[data-opens="${drawer.id}"]`).focus();
  } else {
    event.target.closest?.(".thread")?.querySelector("[data-escape]")?.click();
  }
});

// --- a line that is being typed belongs to a person and a place, and waits for them there --------------------------

const lines = new Map();
const places = new Map();
const put = new Set(); // where the guide has put a line, and goes along with it to the place it is for

function changePlaces() {
  for (const line of every("[data-line]")) {
    const before = places.get(line.id);
    if (before !== undefined && before !== line.dataset.place && !put.delete(line.id)) {
      lines.set(before, line.value);
      line.value = lines.get(line.dataset.place) ?? "";
      closeCompletions(line);
    }
    places.set(line.id, line.dataset.place);
  }
}

// --- the guide puts a line into a message box -----------------------------------------------------------------------

let pending = null;

document.addEventListener("click", (event) => {
  const giver = event.target.closest("[data-put]");
  if (!giver) return;
  pending = { into: `line-${giver.dataset.into}`, words: giver.dataset.put };
  put.add(pending.into);
  focusPending();
});

function focusPending() {
  const line = pending && document.getElementById(pending.into);
  if (!line || line.offsetParent === null) return;
  if (pending.words !== null) line.value = pending.words;
  pending.words = null;
  line.focus();
  line.setSelectionRange(line.value.length, line.value.length);
  line.scrollIntoView({ block: "nearest" });
  if (location.search.includes(`tab=${pending.into.replace("line-", "")}`)) pending = null;
}

// --- the command line -----------------------------------------------------------------------------------------------

const optionsOf = (line) => document.getElementById(line.getAttribute("aria-controls"));
const chosenOf = (line) => find('[aria-selected="true"]', optionsOf(line));

function closeCompletions(line) {
  optionsOf(line)?.replaceChildren(); // a message box that just left the page has lost its list
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
}

function choose(line, option) {
  for (const other of every('[role="option"]', optionsOf(line))) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    option.scrollIntoView({ block: "nearest" });
    line.setAttribute("aria-activedescendant", option.id);
  } else {
    line.removeAttribute("aria-activedescendant");
  }
}

function accept(line, option) {
  line.value = option.dataset.line;
  closeCompletions(line);
  line.focus();
  line.setSelectionRange(line.value.length, line.value.length);
  line.dispatchEvent(new Event("input", { bubbles: true }));
}

function step(line, by) {
  const options = every('[role="option"]', optionsOf(line));
  const next = options.indexOf(chosenOf(line)) + by;
  choose(line, options[(next + options.length) % options.length] ?? options[0]);
}

// Who types faster than suggestions come means what was typed: only what begins with it is still suggested.
function fitting(line) {
  const options = every('[role="option"]', optionsOf(line));
  const typed = line.value.replace(/^／/, "/").toLowerCase();
  const fresh = optionsOf(line).dataset.for === line.value;
  return fresh ? options : options.filter((option) => option.dataset.line.toLowerCase().startsWith(typed));
}

// A command and its sub-command are there to be completed; after them, Enter sends what was typed.
const completesFirst = (line) => /^[/／]\S*( \S*)?$/.test(line.value);
const isWhole = (line, option) => option.dataset.line.trim() === line.value.trim().replace(/^／/, "/");

document.addEventListener("htmx:afterSwap", (event) => {
  const line = find(`[aria-controls="${event.detail.target?.id}"][data-line]`);
  if (!line) return;
  const options = every('[role="option"]', optionsOf(line));
  const only = options.length === 1 && isWhole(line, options[0]);
  const late = event.detail.requestConfig.parameters.line !== line.value;
  if (!options.length || only || late || document.activeElement !== line) {
    closeCompletions(line);
    return;
  }
  line.setAttribute("aria-expanded", "true");
  optionsOf(line).dataset.for = line.value;
  choose(line, completesFirst(line) ? options[0] : null);
});

// Before anybody else hears of the key: what Escape closes here, it closes alone.
document.addEventListener("keydown", (event) => {
  const line = event.target.closest?.("[data-line]");
  if (!line || event.isComposing || event.keyCode === 229) return; // an input method is at work: Enter and Tab are its own
  if (line.getAttribute("aria-expanded") !== "true" || !fitting(line).length) return;
  const chosen = fitting(line).find((option) => option === chosenOf(line));
  if (event.key === "ArrowDown") step(line, 1);
  else if (event.key === "ArrowUp") step(line, chosen ? -1 : 0);
  else if (event.key === "Escape") closeCompletions(line);
  else if (event.key === "Tab" && !event.shiftKey) accept(line, chosen ?? fitting(line)[0]);
  else if (event.key === "Enter" && chosen && !isWhole(line, chosen)) accept(line, chosen);
  else return;
  event.preventDefault();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest('[role="option"]');
  if (!option) return;
  event.preventDefault(); // the message box keeps the focus
  accept(find(`[aria-controls="${option.parentElement.id}"]`), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-line]") && !event.target.closest("form").contains(event.relatedTarget)) {
    closeCompletions(event.target);
  }
});

tick();
changePlaces();
scrollToEnds();
