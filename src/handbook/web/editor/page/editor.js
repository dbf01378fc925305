/* The editor's page: forms of what the workspace offers, and the picture of the page beside them.

   Everything that was typed and is not saved is in `now.edits` (key of a field → its text) and `now.seen`
   (key → what stood there before). Both go with every request, so the server forgets and nothing is lost:
   neither by a refused save nor by a server that has gone, nor by loading this page anew (`keep`). */

const $ = (id) => document.getElementById(id);
const SUBJECTS = [["columns", "事例コラム"], ["desks", "相談先"], ["district", "校区"], ["check", "確かめること"]];
const REMOVED = "removed";
const now = { district: "", subject: "columns", layout: "", page: 1, edits: {}, seen: {} };
let begun = null;              // what the server said of its data at first
let parts = [];                // the entries, as the server made them of the files and the edits
let told = [];                 // what is wrong, by the last drawing
let open = [];                 // what two people have not confirmed
let past = [];                 // edits and seen before each step, for 元に戻す
let stepped = "", typedAt = 0; // the field of the last step, when it was typed in
let saves = 0;                 // how many saves can be taken back
let refused = false;           // whether a save was: from then on even what nobody has begun is missed
let unfit = {};                // what was no photograph: told at its field until there is another
const originals = {};          // what photographs were called that have names of their own now
let said = "変更はありません";

/* Elements */

function make(tag, settings = {}, ...children) {
  const { on = {}, data = {}, ...rest } = settings;
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in one && !name.includes("-") && name !== "role" && name !== "list") one[name] = value;
    else one.setAttribute(name, value);
  }
  for (const [name, act] of Object.entries(on)) one.addEventListener(name, act);
  Object.assign(one.dataset, data);
  one.append(...children.filter((child) => child !== null && child !== undefined));
  return one;
}
const button = (text, click, settings = {}) => make("button", { type: "button", on: { click }, ...settings }, text);
const write = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };

/** Tabs as ARIA wants them: one of them is in the order of the Tab key, arrows go on. */
function tabs(list, items, chosen, pick, panel) {
  const had = list.contains(document.activeElement);
  list.replaceChildren(...items.map(([name, text]) => button(text, () => pick(name), {
    role: "tab", data: { name }, "aria-selected": String(name === chosen), "aria-controls": panel, tabIndex: name === chosen ? 0 : -1,
  })));
  if (had) list.querySelector("[aria-selected=true]")?.focus();
}
for (const list of document.querySelectorAll("[role=tablist]")) {
  list.addEventListener("keydown", (event) => {
    const all = [...list.children], at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.focus();
    next.click();
  });
}

/** Ask the person; gives the name of the button that was pressed, "" for none. */
function question(title, about, choices) {
  const dialog = $("question");
  return new Promise((done) => {
    const answer = (name) => { done(name); dialog.close(); };
    write("asked", title);
    $("about").replaceChildren(...about);
    dialog.querySelector(".buttons").replaceChildren(...choices.map(([name, text], at) => button(text, () => answer(name), { className: at ? "" : "main" })));
    dialog.onclose = () => dialog.open || done("");   // not as the one before is told to be closed
    dialog.showModal();
  });
}

/* The server */

class Refused extends Error {}
class Lost extends Error {}
const channel = new BroadcastChannel("handbook edit");
let key = sessionStorage.getItem("key") || "";
let waiting = 0;

/** The key stands behind the # of the address: take it from there, and out of sight. */
function takeKey() {
  if (location.hash.length < 30) return false;
  key = location.hash.slice(1);
  history.replaceState(null, "", "/");
  sessionStorage.setItem("key", key);
  channel.postMessage(key);     // a page that has lost its server goes on with the new one
  return true;
}
takeKey();
addEventListener("hashchange", () => { if (takeKey()) again(); });
channel.addEventListener("message", (event) => { if (waiting) { key = event.data; again(); } });

async function ask(name, what = {}, file = null) {
  let answer;
  try {
    const kind = file ? "application/octet-stream" : "application/json";
    answer = await fetch(`/${name}`, { method: "POST", headers: { "X-Handbook-Key": key, "Content-Type": kind }, body: file ?? JSON.stringify(what) });
    if (answer.status === 401) throw new Error("another key");
    if (answer.ok && answer.headers.get("Content-Type") === "application/octet-stream") {
      const bytes = await answer.arrayBuffer(), end = 4 + new DataView(bytes).getUint32(0);
      return { ...JSON.parse(new TextDecoder().decode(bytes.slice(4, end))), bytes: bytes.slice(end) };
    }
    const found = await answer.json();
    if (answer.ok) return found;
    throw new Refused([found.refused, found.hint].filter(Boolean).join("\n"));
  } catch (error) {
    if (error instanceof Refused) throw error;
    lost();
    throw new Lost();
  }
}

/** The server has gone: say so, and look for it until it is back. */
function lost() {
  if (waiting) return;
  const port = location.port, here = make("code", {}, `handbook edit --port ${port}`);
  notice("つながりません。書いたものは、このページに残っています。", [
    make("p", {}, "黒い画面で ", here, " と打つと、ここで続けられます（--data などを付けて始めたときは、それも付けます）。このページは閉じないでください。"),
    button("つなぎ直す", again),
  ]);
  waiting = setInterval(again, 2000);
}
async function again() {
  try {
    const answer = await fetch("/begin", { method: "POST", headers: { "X-Handbook-Key": key, "Content-Type": "application/json" }, body: "{}" });
    if (!answer.ok) return;
  } catch { return; }
  clearInterval(waiting);
  waiting = 0;
  notice("");
  await (begun ? refresh() : start());
}

function notice(text, more = []) {
  $("notice").replaceChildren(...(text ? [make("p", {}, make("strong", {}, text)), ...more] : []));
}
/** Do something that asks the server; what it refuses is shown, what it has lost is told already. */
async function trying(act) {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refused) {
      const [first, ...rest] = error.message.split("\n");
      notice(first, [...rest.map((line) => make("p", {}, line)), button("閉じる", () => notice(""))]);
    } else if (!(error instanceof Lost)) throw error;
    return undefined;
  }
}

/* What was typed */

const changed = () => Object.keys(now.edits).length > 0;

function keep() {
  try {
    sessionStorage.setItem("typed", JSON.stringify({ folder: begun.folder, ...now }));
  } catch { /* no room: it is still on the page */ }
  write("state", changed() ? "保存していない変更があります" : said);
  $("save").disabled = !changed();
  $("undo").disabled = !past.length && !saves;
}
addEventListener("beforeunload", (event) => { if (changed()) { event.preventDefault(); event.returnValue = ""; } });

/** Remember how it was: for each field that is typed in, and there after each pause, and before a leap. */
function step(field, leap = true) {
  const pauses = Date.now() - typedAt > 1500;
  typedAt = Date.now();
  if (field && field === stepped && !pauses && !leap) return;
  stepped = field;
  past = [...past.slice(-199), { edits: { ...now.edits }, seen: { ...now.seen } }];
}
/** A field has another text. */
function edit(field, value, one = true) {
  if (one) step(field.key, Math.abs(value.length - field.value.length) > 12);   // as when all is deleted
  if (!(field.key in now.seen)) now.seen[field.key] = field.value;
  now.edits[field.key] = value;
  field.value = value;
  if (value === now.seen[field.key] && !isNew(field.key)) {
    delete now.edits[field.key];
    delete now.seen[field.key];
  }
  keep();
  draw();
  pause(field.kind === "text" ? field.key : null);
}
const within = (entry) => (name) => name === entry || name.startsWith(`${entry}/`);
const isNew = (name) => Object.entries(now.edits).some(([entry, text]) => text === "new" && within(entry)(name));

async function newColumn() {
  const more = await trying(() => ask("new_column", { district: now.district, edits: now.edits }));
  if (!more) return;
  refused = false;
  step("");
  for (const [name, text] of Object.entries(more)) {
    now.edits[name] = text;
    now.seen[name] ??= "";
  }
  await refresh();
  const entry = Object.keys(more).find((name) => more[name] === "new");
  panelField(entry)?.focus();
}
async function remove(part) {
  const about = [make("p", {}, "「保存する」を押すまでは、「元に戻す」で戻せます。")];
  if (await question(`「${part.title}」を消しますか。`, about, [["yes", "消す"], ["", "やめる"]]) !== "yes") return;
  step("");
  const fresh = now.edits[part.key] === "new";
  for (const name of Object.keys(now.edits).filter(within(part.key))) {
    delete now.edits[name];
    if (fresh) delete now.seen[name];
  }
  if (!fresh) {
    now.edits[part.key] = REMOVED;
    for (const field of part.fields) now.seen[field.key] ??= field.value;
  }
  await refresh();
  $("panel").focus();
}

$("undo").addEventListener("click", () => trying(async () => {
  stepped = "";
  if (past.length) {
    Object.assign(now, past.pop());
  } else {
    const about = [make("p", {}, "ファイルが、その前の保存のときの内容に戻ります。")];
    if (await question("さきほどの保存を取り消しますか。", about, [["yes", "取り消す"], ["", "やめる"]]) !== "yes") return;
    const back = await ask("undo");
    if (back.problems.length) throw new Refused(back.problems.map((one) => `${one.message}\n${one.hint}`).join("\n"));
    saves = back.files.length ? saves - 1 : 0;
    said = back.files.length ? `保存を取り消しました ${clock()}` : "取り消す保存はありません";
  }
  await refresh();
}));

/* Saving */

const clock = () => new Date().toLocaleTimeString("ja", { hour: "numeric", minute: "2-digit" });
let saving = false;

async function save() {
  if (saving || !changed()) return !saving;
  saving = true;
  write("state", "保存しています…");
  try {
    return await trying(async () => {
      const edits = { ...now.edits }, saved = await ask("save", { edits, seen: now.seen });
      if (saved.conflicts.length) return await settle(saved.conflicts);
      refused = saved.problems.length > 0;
      if (refused) {
        tell(saved.problems);
        notice("直すところがあるので、まだ保存していません。書いたものは残っています。", [list(saved.problems), button("閉じる", () => notice(""))]);
        const first = saved.problems.find((one) => fieldOf(one.key));
        if (first) goTo(first.key);
        return false;
      }
      notice("");
      saving = false;   // while the page is drawn anew, the next save may come
      rest(edits, saved.keys);
      [past, stepped, saves, said, unfit] = [[], "", saves + 1, `保存しました ${clock()}`, {}];
      await refresh();
      return true;
    });
  } finally {
    saving = false;
    keep();
  }
}
$("save").addEventListener("click", save);
addEventListener("keydown", (event) => {
  if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
});

/** What was typed while it was being saved stays to be saved, under the new keys of its entries. */
function rest(edits, keys) {
  const renamed = (name) => {
    const old = Object.keys(keys).find((entry) => within(entry)(name));
    return old ? keys[old] + name.slice(old.length) : name;
  };
  const left = Object.entries(now.edits).filter(([name, text]) => edits[name] !== text);
  now.edits = Object.fromEntries(left.map(([name, text]) => [renamed(name), text]));
  now.seen = Object.fromEntries(left.map(([name]) => [renamed(name), edits[name] ?? now.seen[name]]));
}
const list = (problems) => make("ul", {}, ...problems.map((one) => make("li", {}, one.key && fieldOf(one.key)
  ? button(`${one.message} ${one.hint}`, () => goTo(one.key)) : `${one.message} ${one.hint}`)));

/** Somebody else has written the same fields: show both, and let the person choose. */
async function settle(conflicts) {
  const about = [make("p", {}, "開いたあとで、ほかの人（ほかのソフト）が同じところを書きかえていました。どちらを残すか、選んでください。")];
  conflicts.forEach((one, at) => {
    const gone = one.there === REMOVED;   // what was typed can be copied, not kept
    const version = (name, text, value) => make("label", {}, make("input", { type: "radio", name: `version${at}`, value: name, checked: gone === (name === "there"), disabled: gone && name === "typed" }), make("b", {}, text), make("q", {}, value || "（なし）"));
    about.push(make("fieldset", {}, make("legend", {}, `${fieldOf(one.key)?.label ?? one.label}（${one.file}）`), make("div", { className: "versions" },
      version("typed", "ここで書いたもの", one.typed === REMOVED ? "（消す）" : one.typed), version("there", "いまファイルにあるもの", gone ? "（消されたか、名前が変わりました）" : one.there))));
  });
  const chosen = await question("同じところが、ほかでも書きかえられています", about, [["yes", "選んだもので保存する"], ["", "あとにする"]]);
  if (chosen !== "yes") return false;
  conflicts.forEach((one, at) => {
    if (document.querySelector(`[name=version${at}]:checked`).value === "typed") now.seen[one.key] = one.there;
    else { delete now.edits[one.key]; delete now.seen[one.key]; }
  });
  saving = false;
  if (changed()) return save();
  await refresh();
  return true;
}

/* The picture */

let drawing = false, wanted = false, shown = "";

/** Draw what is typed now. While one picture is made, only the newest of further wishes is kept. */
async function draw() {
  wanted = true;
  if (drawing) return;
  drawing = true;
  await trying(async () => {
    while (wanted) {
      wanted = false;
      const { district, layout, page, edits } = now;
      const width = Math.min(2400, Math.round(($("look").clientWidth || 600) * Math.min(2, devicePixelRatio || 1)));
      const drawn = await ask("draw", { district, edits, layout, page, width });
      if (district === now.district && layout === now.layout && page === now.page) await show(drawn);
    }
  });
  drawing = false;
}
async function show(drawn) {
  const address = URL.createObjectURL(new Blob([drawn.bytes], { type: "image/bmp" }));
  const next = new Image();
  next.src = address;
  await next.decode();
  const picture = $("picture"), pages = drawn.pages.map((name, at) => [at + 1, name]);
  picture.src = address;
  if (shown) URL.revokeObjectURL(shown);
  shown = address;
  picture.alt = `${called()}の紙面（${drawn.pages[drawn.page - 1] ?? ""}）`;
  document.querySelector(".sheet").style.setProperty("--shape", String(next.naturalWidth / next.naturalHeight));
  write("stale", drawn.stale);
  const [main, ...others] = begun.tabs, first = now.layout === main ? pages : (mainPages ?? [[1, title(main)]]);
  if (now.layout === main) mainPages = pages;
  const looks = [...first.map(([at, name]) => [`${main}/${at}`, name]), ...others.map((name) => [`${name}/`, title(name)])];
  tabs($("looks"), looks, now.layout === main ? `${main}/${now.page}` : `${now.layout}/`, (name) => look(...name.split("/")), "paper");
  $("pages").hidden = now.layout === main || pages.length < 2;
  tabs($("pages"), pages, now.page, (at) => look(now.layout, at), "picture");
  $("marks").replaceChildren(...drawn.overfull.map((one) => {
    const mark = button(make("span", {}, one.characters ? `約${one.characters}字多すぎます` : "直すところです"), () => goTo(one.key), { className: "mark", "aria-label": one.message, disabled: !one.key });
    Object.assign(mark.style, { left: `${100 * one.x}%`, top: `${100 * one.y}%`, width: `${100 * one.width}%`, height: `${100 * one.height}%` });
    return mark;
  }));
  tell(drawn.problems.filter((one) => refused || !isBlank(one.key)), drawn.overfull);
}
/** Whether it is of a new column in which nobody has written anything yet. */
function isBlank(name) {
  const entry = Object.keys(now.edits).find((one) => now.edits[one] === "new" && within(one)(name));
  return entry && Object.keys(now.edits).filter(within(entry)).every((one) => one === entry || one === `${entry}/district`);
}
let mainPages = null;
const title = (name) => begun.layouts[name].replace(/（.*）$/, "");
function look(layout, page) {
  if (layout !== now.layout) for (const name of Object.keys(most)) delete most[name];
  Object.assign(now, { layout, page: Number(page) || 1 });
  keep();
  draw();
  pause();
}

/* What is wrong, and how much room there is */

function tell(found, overfull = []) {
  const problems = told = [...found.filter((one) => !(one.key in unfit)), ...Object.values(unfit)];
  const many = Object.fromEntries(overfull.filter((one) => one.key && one.characters).map((one) => [one.key, one.characters]));
  for (const holder of $("panel").querySelectorAll("[data-told]")) {
    const mine = problems.filter((one) => one.key === holder.dataset.told);
    const text = mine.map((one) => one.message + one.hint).join();
    if (holder.dataset.text === text) continue;
    holder.dataset.text = text;
    holder.replaceChildren(...mine.flatMap((one) => [make("span", {}, one.message), make("b", {}, one.hint)]));
    panelField(holder.dataset.told, true)?.setAttribute("aria-invalid", String(mine.length > 0));
  }
  const placed = new Set(parts.flatMap((part) => [part.key, ...part.fields.map((field) => field.key)]));
  const rest = problems.filter((one) => !placed.has(one.key));
  $("panel").querySelector("[data-rest]")?.replaceChildren(...rest.flatMap((one) => [make("span", {}, one.message), make("b", {}, one.hint)]));
  for (const room of $("panel").querySelectorAll("[data-room]")) {
    const much = many[room.dataset.room];
    room.classList.toggle("many", much > 0);
    if (much) room.replaceChildren(`約${much}字多すぎます`);
    else sayRoom(room);
  }
  subjects();
}
const most = {};               // how long a text may be, as far as that was asked
function sayRoom(room) {
  const left = most[room.dataset.room] === null ? NaN : most[room.dataset.room] - fieldOf(room.dataset.room).value.length;
  if (!room.classList.contains("many")) room.replaceChildren(left >= 0 ? `あと約${left}字入ります` : "");
}
let pausing = 0;
const pause = (field = null) => { clearTimeout(pausing); pausing = setTimeout(rooms, 700, field); };
/** Ask how much room there is: in the text that was typed in, or in all. It takes long, and so waits for a pause. */
async function rooms(field = null) {
  const { edits, district, layout } = now, mine = JSON.stringify([edits, district, layout]);
  for (const room of $("panel").querySelectorAll("[data-room]")) {
    if (field && room.dataset.room !== field) continue;
    if (drawing) return pause(field);
    const found = await trying(() => ask("room", { district, edits, layout, key: room.dataset.room }));
    if (found === undefined || mine !== JSON.stringify([now.edits, now.district, now.layout])) return undefined;
    most[room.dataset.room] = found === null ? null : found + fieldOf(room.dataset.room).value.length;
    sayRoom(room);
  }
  return undefined;
}

/* Forms */

const groupsOf = { columns: ["columns"], desks: ["desks", "offices"], district: ["district"], check: [] };
const called = () => begun.districts.find((one) => one.name === now.district)?.called ?? "";
const partsOf = (subject) => parts.filter((part) => groupsOf[subject].includes(part.group));
const fieldOf = (name) => parts.flatMap((part) => part.fields).find((field) => field.key === name);
const panelField = (name, exact = false) => [...$("panel").querySelectorAll("[data-key]")].find((one) => one.dataset.key === name || (!exact && one.dataset.key.startsWith(`${name}/`)));

function subjects() {
  const kind = called().slice(now.district.length) || "校区";
  tabs($("subjects"), SUBJECTS.map(([name, text]) => {
    const mine = new Set(partsOf(name).flatMap((part) => [part.key, ...part.fields.map((field) => field.key)]));
    const wrong = told.filter((one) => mine.has(one.key)).length;
    const count = name === "check" ? `（${open.filter((one) => one.by.length < 2).length}）` : wrong ? `（直すところ${wrong}）` : "";
    return [name, (name === "district" ? kind : text) + count];
  }), now.subject, (name) => { now.subject = name; keep(); fill(); }, "panel");
}
function goTo(name) {
  const part = parts.find((one) => one.key === name || one.fields.some((field) => field.key === name));
  const subject = part && Object.keys(groupsOf).find((one) => groupsOf[one].includes(part.group));
  if (subject && subject !== now.subject) { now.subject = subject; fill(); }
  const field = panelField(name), others = field?.closest("details.others");
  if (others) others.open = true;
  field?.focus();
}

/** The forms of the chosen subject; who was typing goes on there. */
function fill() {
  subjects();
  const panel = $("panel"), active = document.activeElement, held = panel.contains(active) ? active.dataset.key : "";
  const at = held && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const all = partsOf(now.subject), cards = now.subject === "check" ? checks() : now.subject === "desks" ? [table(all)] : all.map((part, place) => card(part, place, all.length));
  if (now.subject === "columns") cards.push(make("div", { className: "buttons" }, button("コラムを書き足す", newColumn)));
  panel.replaceChildren(make("p", { className: "problem", role: "status", data: { rest: "" } }), ...cards);
  const field = held ? panelField(held, true) : null;
  field?.focus();
  if (field && at) field.setSelectionRange?.(...at);
  tell(told);
  pause();
}
function card(part, place, count) {
  const heading = part.group === "columns" ? `事例コラム ${place + 1}／${count}` : part.title;
  const pictured = part.fields.some((field) => field.kind === "photo" && field.value);
  const [first, others] = rows(part, place, (field) => pictured || field.kind === "photo" || !field.key.includes("/photo/"));
  return make("section", { className: `card ${part.group}`, "aria-label": part.title || heading },
    make("div", { className: "top" }, make("h2", {}, heading), part.removable ? button("消す", () => remove(part), { "aria-label": `${part.title || heading}を消す` }) : null),
    ...about(part), make("div", { className: "fields" }, ...first.map(([, one]) => one)), further(part, others));
}
/** Desks and offices: a row each, with what is said of it and its further fields below. */
function table(all) {
  if (!all.length) return make("p", {}, "相談先は、まだありません。");
  const made = all.map((part, place) => [part, ...rows(part, place)]);
  const names = CELLS.filter((name) => made.some(([, first]) => cell(first, name)));
  const heads = names.map((name) => named(cell(made.find(([, first]) => cell(first, name))[1], name)[0]));
  return make("section", { className: "card", "aria-label": "相談先" }, make("table", {},
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    ...made.map(([part, first, others]) => make("tbody", { "aria-label": part.title },
      make("tr", { className: "whose" }, make("td", { colSpan: names.length }, make("b", {}, part.category || "問い合わせ先"), " ", part.note)),
      make("tr", {}, ...names.map((name) => make("td", {}, cell(first, name)?.[1]))),
      make("tr", {}, make("td", { className: "rest", colSpan: names.length }, problem(part), make("div", {}, cell(first, "hours")?.[1], further(part, others))))))));
}
const cell = (some, name) => some.find(([field]) => field.key.endsWith(`/${name}`));
/** The fields of an entry that come first, and the others; each with its row. */
function rows(part, place, shown = () => true) {
  const all = part.fields.filter(shown).map((field, at) => [field, row(field, `${part.group}${place}-${at}`, part)]);
  const order = ([field]) => FIRST.findIndex((name) => field.key.endsWith(`/${name}`));
  const first = all.filter((one) => order(one) >= 0).sort((one, other) => order(one) - order(other));
  const others = all.filter((one) => !first.includes(one));
  return part.group === "district" ? [[...first, ...others], []] : [first, others];
}
const problem = (part) => make("p", { className: "problem", role: "status", data: { told: part.key } });
const about = (part) => [part.note ? make("p", { className: "note" }, part.note) : null, problem(part)];
const named = (field) => field.label + (field.required ? "（必ず）" : "");
const further = (part, others) => others.length ? make("details", { className: "others", open: opened.has(part.key), on: { toggle: (event) => opened[event.target.open ? "add" : "delete"](part.key) } },
  make("summary", {}, "ほかの項目"), make("div", { className: "fields" }, ...others.map(([, one]) => one))) : null;
const CELLS = ["name", "phone", "fax"];
const FIRST = ["title", "text", "photo/file", "photo/alt", "photo/consent", "photo/caption", "photo/credit", "date", "district", ...CELLS, "hours", "reading"];
const opened = new Set();   // entries whose further fields are shown
function row(field, id, part) {
  const parted = { text: longText, choice, list: choices, flag, photo: photograph }[field.kind] ?? line;
  const told = { id: `${id}-told`, className: "problem", role: "status", data: { told: field.key } };
  const heard = field.kind === "line" && groupsOf.desks.includes(part.group) ? `${named(field)}、${part.title}` : null;
  const settings = { id, required: field.required || undefined, data: { key: field.key }, "aria-label": heard, "aria-describedby": `${id}-help ${id}-room ${id}-told` };
  const wide = field.markup || ["text", "photo", "list", "flag"].includes(field.kind);
  const label = { id: `${id}-label`, className: "label", htmlFor: id };
  const room = field.kind === "text" && part.group === "columns" ? make("span", { id: `${id}-room`, role: "status", data: { room: field.key } }) : null;
  return make("div", { className: wide ? "field wide" : "field" },
    field.kind === "flag" ? null : make("label", label, field.kind === "photo" ? "写真" : named(field), room),
    ...parted(field, settings, id),
    make("p", { id: `${id}-help`, className: "help quiet" }, field.kind === "photo" ? "" : field.help.replace("「はい」なら", "印を付けると").replace("「はい」のとき", "印を付けたとき").replace(/「はい」$/, "印を付けます")), make("p", told));
}
const typed = (field) => ({ input: (event) => edit(field, event.target.value) });
function line(field, settings) {
  const types = { telephone: "tel", mail: "email", web: "url" };
  return [make("input", { type: "text", inputMode: types[field.pointed], autocomplete: "off", value: field.value, on: typed(field), ...settings })];
}
function longText(field, settings) {
  const area = make("textarea", { value: field.value, on: typed(field), ...settings });
  const tool = (text, before, behind, caret, help) => button(text, () => wrap(area, before, behind, caret), { title: help });
  const tools = make("div", { className: "tools", role: "group", "aria-label": `${field.label}の飾り` },
    tool("ふりがな", "{", "|}", 1, "選んだ漢字に、ふりがなを付けます"), tool("太字", "**", "**", 2, "選んだところを太くします"), tool("※注", "※1", "", 0, "注の番号を書きます"));
  return [field.markup ? tools : null, area];
}
/** Set something around what is selected; the caret goes `caret` before the end of it, to where typing goes on. */
function wrap(area, before, behind, caret) {
  area.focus();
  const { selectionStart: from, selectionEnd: to, value } = area, chosen = value.slice(from, to);
  const text = before + chosen + behind;
  if (!document.execCommand("insertText", false, text)) {   // which keeps the browser's own undo
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input"));
  }
  const end = from + (chosen || !behind ? text.length - caret : before.length);
  area.setSelectionRange(end, end);
}
const choice = (field, settings) => [make("select", { on: { change: (event) => edit(field, event.target.value) }, ...settings },
  ...["", ...field.choices].filter((one, at) => at || !field.required || !field.value).map((one) => make("option", { value: one, selected: one === field.value }, one || "（なし）")))];
const flag = (field, settings) => [make("label", { className: "tick" },
  make("input", { type: "checkbox", checked: Boolean(field.value), on: { change: (event) => edit(field, event.target.checked ? "はい" : "") }, ...settings }), field.label)];
function choices(field, settings, id) {
  if (!field.choices.length) return line(field, settings);
  const chosen = () => field.value.split("、").filter(Boolean);
  const summary = make("summary", { id, data: settings.data, "aria-describedby": settings["aria-describedby"], "aria-labelledby": `${id}-label ${id}` }, field.value || "選ぶ");
  const tick = (one) => make("label", { className: "tick" }, make("input", { type: "checkbox", checked: chosen().includes(one), on: { change: (event) => {
    edit(field, field.choices.filter((each) => each === one ? event.target.checked : chosen().includes(each)).join("、"));
    summary.textContent = field.value || "選ぶ";
  } } }), one);
  return [make("details", {}, summary, make("div", { className: "ticks", role: "group", "aria-labelledby": `${id}-label` }, ...field.choices.map(tick)))];
}
function photograph(field, settings) {
  const input = make("input", { type: "file", accept: "image/jpeg,image/png", on: { change: () => take(field, input.files[0]) }, ...settings });
  const zone = make("div", { className: "drop", on: {
    dragover: () => zone.classList.add("over"),
    dragleave: () => zone.classList.remove("over"),
    drop: (event) => { zone.classList.remove("over"); take(field, event.dataTransfer.files[0]); },
  } }, input, make("span", {}, field.value ? `いまの写真：${originals[field.value] ?? field.value}` : "ここに写真を置くか、選んでください"),
  make("small", {}, field.value ? "替えるときは、ここに別の写真を置くか、選んでください" : "写っている人の了承と、写真の説明が要ります"));
  return [zone, field.value ? make("div", {}, button("写真を外す", () => takeOff(field))) : null];
}
addEventListener("dragover", (event) => event.preventDefault());   // a file beside the zone opens nothing
addEventListener("drop", (event) => event.preventDefault());

/** Without the photograph, and what is said of it. */
function takeOff(field) {
  const all = parts.flatMap((part) => part.fields), photo = field.key.replace(/file$/, "");
  step("");
  delete unfit[field.key];
  all.filter((one) => one.key.startsWith(photo) && one.value).forEach((one) => edit(one, "", false));
  fill();
}
async function take(field, file) {
  if (!file) return;
  const wrong = (message, hint) => { unfit[field.key] = { key: field.key, message, hint }; tell(told); };
  delete unfit[field.key];
  const mega = (bytes) => `${Math.ceil(bytes / 1e6)}MB`;
  if (file.size > begun.most) return wrong(`この写真は大きすぎます（${mega(file.size)}。${mega(begun.most)}まで）。`, "写真のソフトで縮めて、保存し直してください。");
  try {
    const photo = await ask("photo", {}, file);
    originals[photo.name] = file.name;
    edit(field, photo.name);
    await refresh();
  } catch (error) {
    if (!(error instanceof Refused)) return undefined;
    const [message, ...hint] = error.message.split("\n");
    wrong(message, hint.join(""));
  }
  return undefined;
}

/* What two people confirm */

function checks() {
  const name = make("input", { id: "who", value: sessionStorage.getItem("who") ?? "", autocomplete: "name", on: { input: () => sessionStorage.setItem("who", name.value.trim()) } });
  const groups = new Map();
  for (const one of open) groups.set(one.group || "そのほか", [...(groups.get(one.group || "そのほか") ?? []), one]);
  const about = open.length ? "紙に刷る前に、違う二人が、元の資料や電話で確かめます。印を付けると、すぐに記録されます。" : "二人に確かめられていないことは、ありません。";
  return [make("section", { className: "card", "aria-label": "確かめる人" }, make("p", {}, about), make("div", { className: "who" }, make("label", { htmlFor: "who" }, "確かめる人の名前"), name)),
    ...[...groups].map(([group, items]) => make("section", { className: "card", "aria-label": group }, make("h2", {}, group), make("div", {}, ...items.map((one) => confirming(one)))))];
}
function confirming(item) {
  const place = make("div", { className: "value" });
  const fillBoxes = () => {
    const box = (at) => {
      const by = item.by[at], input = make("input", { type: "checkbox", checked: Boolean(by), on: { change: () => mark(item, by, input, fillBoxes) } });
      return make("label", { className: "tick" }, input, by ?? `${at + 1}人目`, make("span", { hidden: true }, item.subject));
    };
    const source = item.source ? make("details", {}, make("summary", {}, "元の資料"), make("p", {}, item.source)) : "";
    place.replaceChildren(make("p", {}, item.subject, make("br"), make("strong", {}, item.value)),
      make("div", { className: "boxes", role: "group", "aria-label": `${item.subject} ${item.value}` }, box(0), box(1)), source);
  };
  fillBoxes();
  return place;
}
async function mark(item, by, input, done) {
  const who = by ?? $("who").value.trim();
  if (!who) {
    input.checked = false;
    notice("確かめる人の名前を、先に書いてください。", [button("閉じる", () => notice(""))]);
    return $("who").focus();
  }
  const went = await trying(async () => { await ask("confirm", { key: item.key, value: item.value, by: who, withdraw: Boolean(by) }); return true; });
  if (!went) { input.checked = !input.checked; return undefined; }
  notice("");
  item.by = by ? item.by.filter((one) => one !== by) : [...item.by, who];
  subjects();
  return done();
}

/* PDFs */

async function pdf(layout) {
  $("shapes").open = false;
  if (changed()) {
    const about = [make("p", {}, "PDF は、保存した内容で作ります。")];
    const chosen = await question("保存していない変更があります", about, [["save", "保存してから作る"], ["old", "前に保存した内容で作る"], ["", "やめる"]]);
    if (!chosen || (chosen === "save" && !await save())) return;
  }
  write("state", "PDF を作っています…");
  const made = await trying(() => ask("pdf", { district: now.district, layout }));
  keep();
  if (!made) return;
  const address = URL.createObjectURL(new Blob([made.bytes], { type: "application/pdf" }));
  make("a", { href: address, download: made.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  write("state", `「${made.name}」を作りました（ダウンロードのフォルダー）`);
}
$("pdf").addEventListener("click", () => pdf(now.layout));
document.addEventListener("click", (event) => { if (!$("shapes").contains(event.target)) $("shapes").open = false; });
$("shapes").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("shapes").open) { $("shapes").open = false; $("shapes").querySelector("summary").focus(); }
});

/* From the beginning */

/** Everything anew from the server, with what was typed. */
async function refresh() {
  keep();
  await trying(async () => {
    const { district, edits } = now;
    const [found, unconfirmed] = await Promise.all([ask("form", { district, edits }), ask("unconfirmed", { district })]);
    if (district !== now.district) return;
    [parts, open] = [found, unconfirmed];
    document.title = `${called()} - handbook`;
    fill();
    await draw();
  });
}
$("district").addEventListener("change", (event) => {
  Object.assign(now, { district: event.target.value, page: now.layout === begun.tabs[0] ? now.page : 1 });
  [told, unfit] = [[], {}];
  refresh();
});
async function start() {
  await trying(async () => {
    begun = await ask("begin");
    const before = JSON.parse(sessionStorage.getItem("typed") ?? "{}");
    Object.assign(now, { district: begun.districts[0].name, layout: begun.tabs[0] });
    if (before.folder === begun.folder) {
      delete before.folder;
      Object.assign(now, before);
      if (!begun.districts.some((one) => one.name === now.district)) now.district = begun.districts[0].name;
      if (!(now.layout in begun.layouts)) Object.assign(now, { layout: begun.tabs[0], page: 1 });
    }
    $("district").replaceChildren(...begun.districts.map((one) => make("option", { value: one.name, selected: one.name === now.district }, one.called)));
    $("shapes").querySelector("ul").replaceChildren(...Object.entries(begun.layouts).map(([name, text]) => make("li", {}, button(text, () => pdf(name)))));
    $("folder").replaceChildren(make("p", {}, "書きかえるのは、このフォルダーのデータだけです。"), make("code", {}, begun.folder));
    document.querySelector("main").hidden = false;
    await refresh();
  });
}
start();
