// The page's script: replays the data of fuzz/html_steps.h and draws one step of it. Everything drawn is made of numbers and of the fixed words
// below; text that came with the file is only ever put into the page as text.
"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const TYPES = ["UNMOVABLE", "MOVABLE", "RECLAIMABLE", "HIGHATOMIC", "CMA", "ISOLATE"], LETTERS = "UMRHCI";
const ABSENT = 0, RESERVED = 1, FREE = 2, GUARD = 4, CACHED = 6, ALLOC = 7, LOST = 9; // heads; a tail is one more
const ORDERS = 11, PCP_LISTS = 14;
const NZ = data.zoneNames.length, NP = data.pcpNames.length, NN = data.nodeNames.length;
const PCP_AT = data.zones.length * NZ, NODE_AT = PCP_AT + data.zones.length * data.cpus * NP, REST_AT = NODE_AT + data.nodes * NN;
const NUMBERS = REST_AT + data.restNames.length;
const nameOf = new Map(data.zoneNames.map((name, i) => [name, i]));
const $ = id => document.getElementById(id);
const zoneNumber = (state, zone, name) => state.numbers[zone * NZ + nameOf.get(name)];
const make = (tag, className, text) => {
	const element = document.createElement(tag);
	if (className) element.className = className;
	if (text !== undefined) element.textContent = text;
	return element;
};

// --- states: the last one is given, each delta leads one step back

const nothing = () => ({
	numbers: new Array(NUMBERS).fill(0), lists: [], pcp: [],
	zones: data.zones.map(() => ({ start: 0, end: 0, page: new Uint8Array(0), first: 0, block: new Uint8Array(0) })),
});

function moved(bytes, from, start, end) {
	const out = new Uint8Array(end - start);
	for (let i = Math.max(from, start); i < Math.min(from + bytes.length, end); i++) out[i - start] = bytes[i - from];
	return out;
}

function zoneOf(zone, start, end) {
	if (zone.start === start && zone.end === end) return zone;
	const size = 2 ** data.pageblockOrder, first = Math.floor(start / size), last = start === end ? first : Math.ceil(end / size);
	return { start, end, page: moved(zone.page, zone.start, start, end), first, block: moved(zone.block, zone.first, first, last) };
}

function fillRuns(bytes, base, runs) {
	const out = bytes.slice();
	for (let i = 1, at = 0; i < runs.length; i += 3) {
		at += runs[i];
		out.fill(runs[i + 2], Math.max(at - base, 0), Math.max(at + runs[i + 1] - base, 0));
		at += runs[i + 1];
	}
	return out;
}

function splice(lists, changes) {
	if (!changes) return lists;
	const out = lists.slice();
	for (const [id, at, removed, ...added] of changes) {
		out[id] = (out[id] || []).slice();
		out[id].splice(at, removed, ...added);
	}
	return out;
}

function apply(state, delta) {
	if (!delta) return state;
	const numbers = state.numbers.slice();
	for (let i = 0; i < delta.n.length; i += 2) numbers[delta.n[i]] = delta.n[i + 1];
	if (data.bare) return { ...state, numbers };
	const zones = state.zones.map((zone, i) => zoneOf(zone, numbers[i * NZ], numbers[i * NZ + 1]));
	for (const runs of delta.p || []) zones[runs[0]] = { ...zones[runs[0]], page: fillRuns(zones[runs[0]].page, zones[runs[0]].start, runs) };
	for (const runs of delta.b || []) zones[runs[0]] = { ...zones[runs[0]], block: fillRuns(zones[runs[0]].block, zones[runs[0]].first, runs) };
	return { numbers, zones, lists: splice(state.lists, delta.l), pcp: splice(state.pcp, delta.c) };
}

const frames = data.steps.slice().reverse().map(([op, answer, theirs, back]) => ({ op, answer, theirs, back }));
const last = frames.length - 1;
const known = new Map();

/* Kept: as many as fit in some memory, and beyond that every sixteenth. */
function keep(at, state) {
	const bytes = state.zones.reduce((sum, zone) => sum + zone.page.length, 0);
	if (bytes * known.size < 6e7 || at % 16 === 0) known.set(at, state);
}

function stateAt(index) {
	let at = index;
	while (!known.has(at)) at++;
	let state = known.get(at);
	for (; at > index; at--) {
		state = apply(state, frames[at].back);
		keep(at - 1, state);
	}
	return state;
}

// --- a zone as runs of pages: blocks, and single pages of a kind

function owners(state) {
	if (state.owners) return state.owners;
	const list = new Map(), cpu = new Map();
	state.lists.forEach((pfns, id) => pfns.forEach(pfn => list.set(pfn, id % TYPES.length)));
	state.pcp.forEach((pfns, id) => pfns.forEach(pfn => cpu.set(pfn, [Math.floor(id / PCP_LISTS) % data.cpus, id % PCP_LISTS])));
	return state.owners = { list, cpu };
}

const pcpType = list => data.profile !== 2 ? list : list < 12 ? list % 3 : list - 12;
const isBlock = kind => kind === FREE || kind === GUARD || kind === ALLOC;
const kindOf = byte => { const s = byte & 15; return s === 3 || s === 5 || s === 8 ? s - 1 : s; };

function runEnd(zone, pfn) {
	const byte = zone.page[pfn - zone.start], kind = byte & 15;
	let end = pfn + 1;
	if (kind === CACHED) return end;
	const follows = isBlock(kind) ? kind + 1 : kind, limit = isBlock(kind) ? Math.min(zone.end, pfn + 2 ** (byte >> 4)) : zone.end;
	while (end < limit && (zone.page[end - zone.start] & 15) === follows) end++;
	return end;
}

function runsOf(state, index) {
	state.runs = state.runs || [];
	if (state.runs[index]) return state.runs[index];
	const zone = state.zones[index], { list, cpu } = owners(state), out = [];
	for (let pfn = zone.start, end; pfn < zone.end; pfn = end) {
		const byte = zone.page[pfn - zone.start], kind = kindOf(byte);
		end = runEnd(zone, pfn);
		const run = { from: pfn, to: end, kind, order: byte >> 4, type: -1, cpu: -1 };
		if (kind === FREE && list.has(pfn)) run.type = list.get(pfn);
		if (kind === CACHED && cpu.has(pfn)) [run.cpu, run.type] = [cpu.get(pfn)[0], pcpType(cpu.get(pfn)[1])];
		out.push(run);
	}
	return state.runs[index] = out;
}

function say(run) {
	const span = run.to - run.from > 1 ? `pages ${run.from} to ${run.to - 1}` : `page ${run.from}`;
	const type = run.type >= 0 ? TYPES[run.type] : "no";
	if (run.kind === FREE) return `${span}: free block of order ${run.order}, ${type} list`;
	if (run.kind === ALLOC) return `${span}: allocated block of order ${run.order}`;
	if (run.kind === GUARD) return `${span}: guard block of order ${run.order}`;
	if (run.kind === CACHED) return `${span}: cached by cpu ${run.cpu < 0 ? "?" : run.cpu}, ${type} list`;
	return `${span}: ${run.kind === RESERVED ? "reserved" : run.kind === LOST ? "lost" : "no memory"}`;
}

function runAt(state, pfn) {
	const index = state.zones.findIndex(zone => pfn >= zone.start && pfn < zone.end);
	return index < 0 ? null : runsOf(state, index).find(run => pfn < run.to);
}

/* The same for one page, without looking at the others. */
function wordsAt(state, pfn) {
	const zone = state.zones.find(z => pfn >= z.start && pfn < z.end);
	if (!zone) return "no zone has it";
	let from = pfn;
	while (from > zone.start && [FREE + 1, GUARD + 1, ALLOC + 1].includes(zone.page[from - zone.start] & 15)) from--;
	const byte = zone.page[from - zone.start], kind = kindOf(byte), single = [ABSENT, RESERVED, LOST].includes(kind);
	const run = { from: single ? pfn : from, to: single ? pfn + 1 : runEnd(zone, from), kind, order: byte >> 4, type: -1, cpu: -1 };
	const list = kind === FREE ? state.lists.findIndex(pfns => pfns && pfns.includes(from)) : -1;
	const cached = kind === CACHED ? state.pcp.findIndex(pfns => pfns && pfns.includes(from)) : -1;
	if (list >= 0) run.type = list % TYPES.length;
	if (cached >= 0) [run.cpu, run.type] = [Math.floor(cached / PCP_LISTS) % data.cpus, pcpType(cached % PCP_LISTS)];
	return say(run);
}

/* What a page looks like, as a number to compare. */
function looks(state, index) {
	const zone = state.zones[index], out = new Int32Array(zone.page.length);
	for (const run of runsOf(state, index))
		for (let pfn = run.from; pfn < run.to; pfn++)
			out[pfn - zone.start] = (run.type + 1) * 65536 + (run.cpu + 1) * 256 + zone.page[pfn - zone.start];
	return out;
}

/* Runs of pages that look different in two states, and of pageblocks. */
function differences(a, b, index) {
	const zone = a.zones[index], other = b && b.zones[index], out = [];
	if (!other || zone === other && owners(a) === owners(b)) return out;
	if (zone.start !== other.start || zone.end !== other.end) return [[zone.start, zone.end]];
	const ours = looks(a, index), theirs = looks(b, index), size = 2 ** data.pageblockOrder;
	const same = i => ours[i] === theirs[i] && zone.block[Math.floor((zone.start + i) / size) - zone.first] ===
		other.block[Math.floor((zone.start + i) / size) - zone.first];
	for (let i = 0, end; i < ours.length; i = end) {
		end = i + 1;
		if (same(i)) continue;
		while (end < ours.length && !same(end)) end++;
		out.push([zone.start + i, zone.start + end]);
	}
	return out;
}

// --- the picture of a zone: rows of cells, 2^shift pages to a cell; a block is one rectangle, because blocks and rows are aligned

const CELL = 10, PITCH = 14, MARGIN = 46;

function geometry(zone, narrow) {
	const pages = zone.end - zone.start;
	let shift = 0;
	while (pages / 2 ** shift > 8192) shift++;
	const cells = pages / 2 ** shift, columns = narrow ? 32 : cells > 2048 ? 128 : 64;
	const base = Math.floor(zone.start / 2 ** shift / columns) * columns;
	const rows = Math.max(1, Math.ceil((Math.ceil(zone.end / 2 ** shift) - base) / columns));
	return { shift, columns, base, rows, width: MARGIN + columns * CELL + 2, height: rows * PITCH + 2 };
}

/* Rectangles that cover cells [from, to): at most a part of a row, whole rows, a part of a row. */
function rectangles(geo, from, to) {
	const out = [];
	for (let at = from - geo.base, end = to - geo.base; at < end;) {
		const row = Math.floor(at / geo.columns), column = at % geo.columns;
		const rows = column === 0 ? Math.max(1, Math.floor((end - at) / geo.columns)) : 1;
		const cells = rows > 1 || end - at >= geo.columns && column === 0 ? geo.columns : Math.min(end - at, geo.columns - column);
		out.push({ x: MARGIN + column * CELL, y: row * PITCH + 1, w: cells * CELL, h: (rows - 1) * PITCH + CELL });
		at += rows > 1 ? rows * geo.columns : cells;
	}
	return out;
}

function classOf(run) {
	if (run.mixed) return "mixed";
	const names = { [ABSENT]: "absent", [RESERVED]: "reserved", [FREE]: "free", [GUARD]: "guard", [CACHED]: "cached", [ALLOC]: "alloc", [LOST]: "lost" };
	return names[run.kind] + (run.type >= 0 ? " m" + run.type : run.kind === FREE || run.kind === CACHED ? " unlisted" : "");
}

function labelOf(run, box) {
	const wide = box.w >= 2 * CELL;
	if (run.mixed) return "";
	if (run.kind === FREE) return (wide ? run.type >= 0 ? LETTERS[run.type] : "?" : "") + (run.order < 10 || wide ? run.order : "a");
	if (run.kind === CACHED) return run.cpu >= 0 && run.cpu < 10 ? String(run.cpu) : "p";
	if (run.kind === ALLOC) return wide ? String(run.order) : "";
	return run.kind === GUARD ? "g" : run.kind === LOST ? "!" : run.kind === RESERVED ? "x" : "";
}

const attributes = box => `x="${box.x}" y="${box.y}" width="${box.w}" height="${box.h}"`;

/* Runs in cells; cells that hold several are mixed. */
function cellRuns(runs, shift) {
	if (shift === 0) return runs.map(run => ({ run, from: run.from, to: run.to }));
	const out = [], size = 2 ** shift;
	const mix = (from, to) => {
		const before = out[out.length - 1];
		if (before && before.run.mixed && from <= before.to) before.to = Math.max(before.to, to);
		else if (to > from) out.push({ run: { mixed: true, from: from * size, to: to * size }, from, to });
	};
	for (const run of runs) {
		const from = Math.ceil(run.from / size), to = Math.floor(run.to / size);
		if (from >= to) { mix(Math.floor(run.from / size), Math.ceil(run.to / size)); continue; }
		if (from * size > run.from) mix(from - 1, from);
		out.push({ run, from, to });
		if (to * size < run.to) mix(to, to + 1);
	}
	return out;
}

function drawRun(geo, { run, from, to }) {
	const boxes = rectangles(geo, from, to), title = run.mixed ? `around page ${run.from}: several blocks` : say(run);
	const widest = boxes.reduce((a, b) => b.w * b.h > a.w * a.h ? b : a);
	const text = labelOf(run, widest), big = widest.h > CELL;
	const middle = widest.y + Math.floor(widest.h / PITCH / 2) * PITCH + CELL / 2; // of a row of cells, not of what is between rows
	return {
		boxes: boxes.map(box => `<rect ${attributes(box)} rx="1.5" class="${classOf(run)}" data-pfn="${run.from}"><title>${title}</title></rect>`).join(""),
		label: text && `<text class="label${run.kind === ALLOC ? " used" : ""}${big ? " big" : ""}" x="${widest.x + widest.w / 2}" y="${
			middle + (big ? 3.9 : 2.7)}">${text}</text>`,
	};
}

/* Under each row the types of its pageblocks. */
function drawStrips(geo, zone) {
	let out = "";
	const size = 2 ** data.pageblockOrder;
	for (let i = 0; i < zone.block.length; i++) {
		const from = Math.max(zone.start, (zone.first + i) * size) / 2 ** geo.shift, to = Math.min(zone.end, (zone.first + i + 1) * size) / 2 ** geo.shift;
		for (let at = Math.floor(from) - geo.base; at < Math.ceil(to) - geo.base;) {
			const column = at % geo.columns, cells = Math.min(Math.ceil(to) - geo.base - at, geo.columns - column);
			out += `<rect x="${MARGIN + column * CELL + .5}" y="${Math.floor(at / geo.columns) * PITCH + CELL + 1.6}" width="${
				cells * CELL - 1}" height="1.8" class="strip m${zone.block[i]}"><title>pageblock at ${(zone.first + i) * size}: ${
				TYPES[zone.block[i]]}</title></rect>`;
			at += cells;
		}
	}
	return out;
}

function drawMarks(geo, ranges, className) {
	const size = 2 ** geo.shift;
	return ranges.flatMap(([from, to]) => rectangles(geo, Math.floor(from / size), Math.ceil(to / size)))
		.map(box => `<rect ${attributes(box)} rx="1.5" class="${className}"/>`).join("");
}

function summaryOf(state, index) {
	const pages = { [FREE]: 0, [CACHED]: 0, [ALLOC]: 0 };
	for (const run of runsOf(state, index)) pages[run.kind] = (pages[run.kind] || 0) + run.to - run.from;
	return `${pages[FREE]} pages free, ${pages[ALLOC]} allocated, ${pages[CACHED]} cached`;
}

function drawZone(state, index, marks) {
	const zone = state.zones[index], geo = geometry(zone, matchMedia("(max-width: 40rem)").matches);
	let rows = "";
	for (let row = 0; row < geo.rows; row++) {
		const pfn = Math.max(zone.start, (geo.base + row * geo.columns) * 2 ** geo.shift);
		rows += `<text class="pfn" x="${MARGIN - 5}" y="${row * PITCH + 8.5}">${pfn}</text>`;
	}
	const runs = cellRuns(runsOf(state, index), geo.shift).map(run => drawRun(geo, run));
	const label = `zone ${index}: ${summaryOf(state, index)}` + (marks.differs.length ? `; differs at page ${marks.differs[0][0]}` : "");
	return `<svg viewBox="0 0 ${geo.width} ${geo.height}" role="img" aria-label="${label}">${rows}` +
		runs.map(run => run.boxes).join("") + drawStrips(geo, zone) + runs.map(run => run.label).join("") +
		drawMarks(geo, marks.changed, "changed") + drawMarks(geo, marks.differs, "differs") + drawMarks(geo, marks.chosen, "chosen") + "</svg>" +
		(geo.shift ? `<p class="soft">One cell is ${2 ** geo.shift} pages.</p>` : "");
}

// --- what is on the screen

let index = 0, chosen = -1, zeros = false;

const zoneTitle = i => `zone ${i} · node ${data.zones[i].node} ${data.zones[i].kind}`;
/* The subject's state where it is another than the oracle's. */
const otherAt = i => i === last && data.theirs ? other : null;
let other = null;

function figure(name, className, state, previous, against) {
	const out = make("figure", className), caption = make("figcaption", "", name);
	out.append(caption);
	state.zones.forEach((zone, i) => {
		if (zone.start === zone.end) return;
		const run = chosen >= 0 ? runAt(state, chosen) : null;
		const box = make("div"), marks = {
			changed: previous ? differences(state, previous, i) : [], differs: against ? differences(state, against, i) : [],
			chosen: chosen >= zone.start && chosen < zone.end && run ? [[run.from, run.to]] : [],
		};
		out.append(make("h3", "", `${zoneTitle(i)} · pages ${zone.start} to ${zone.end - 1}`));
		box.innerHTML = drawZone(state, i, marks);
		out.append(box);
	});
	return out;
}

function asText(state) {
	let out = "";
	state.zones.forEach((zone, i) => {
		out += `${zoneTitle(i)}\n`;
		for (let at = zone.start; at < zone.end && at < zone.start + 65536; at += 64) {
			let row = "";
			for (let pfn = at; pfn < Math.min(at + 64, zone.end); pfn++) {
				const run = runAt(state, pfn), head = pfn === run.from;
				row += run.kind === FREE ? head ? LETTERS[run.type] || "?" : run.order < 10 ? run.order : "a" :
					{ [ABSENT]: ".", [RESERVED]: "x", [GUARD]: "g", [CACHED]: "p", [ALLOC]: head ? "#" : "=", [LOST]: "!" }[run.kind];
			}
			out += `${String(at).padStart(10)} |${row}|\n`;
		}
	});
	return out;
}

function showMemory(state, previous, theirs) {
	const box = make("div", "pictures");
	if (data.bare) {
		$("memory").replaceChildren(make("p", "note", "The memory of this machine is too large or too scattered for a picture."));
		return;
	}
	const alike = theirs && state.zones.every((zone, i) => differences(state, theirs, i).length === 0);
	const name = data.diff && index === last && !theirs ? "oracle" : `oracle and ${data.subject}`;
	box.classList.toggle("one", !theirs || alike);
	box.append(figure(theirs && !alike ? "oracle" : name, "oracle", state, previous, theirs));
	if (theirs && !alike) box.append(figure(data.subject, "subject", theirs, previous, state));
	if (alike && data.diff.class !== "expect") box.firstChild.firstChild.append(make("span", "soft", " · their pages look alike; what differs is below"));
	const text = make("details"), pre = make("pre");
	text.append(make("summary", "", "As text"), pre);
	text.addEventListener("toggle", () => { pre.textContent = (theirs ? `${data.subject}\n${asText(theirs)}\noracle\n` : "") + asText(state); });
	$("memory").replaceChildren(make("h2", "", "Memory"), box, text);
}

function legend() {
	const list = make("ul"), entry = (className, label, text) => {
		const item = make("li");
		item.innerHTML = `<svg viewBox="0 0 12 12" aria-hidden="true"><rect x="1" y="1" width="10" height="10" rx="1.5" class="${className}"/><text class="label" x="6" y="8.7">${
			label}</text></svg>`;
		item.append(text);
		list.append(item);
	};
	TYPES.forEach((name, i) => entry(`free m${i}`, LETTERS[i], name));
	entry("alloc", "", "allocated, with its order");
	entry("cached m1", "0", "cached, with its cpu");
	entry("reserved", "x", "reserved");
	entry("changed", "", "changed by this op");
	if (data.theirs) entry("differs", "", "differs");
	$("legend").replaceChildren(list, make("p", "soft", "A free block: letter of its list and its order. Under each row: the types of its pageblocks."));
}

function answerList(name, answer, against) {
	const list = make("dl");
	const row = (term, text, wrong) => list.append(make("dt", wrong ? "wrong" : "", term), make("dd", wrong ? "wrong mono" : "mono", text));
	row(name, answer.text, against && against.text !== answer.text);
	for (const [term, text] of answer.rows) {
		const twin = against && against.rows.find(entry => entry[0] === term);
		row(term, text, against && (!twin || twin[1] !== text));
	}
	return list;
}

function opText(op) {
	const code = document.querySelector(`#ops [data-op="${op}"] code`);
	return code ? code.textContent : `op ${op}`;
}

const placeOf = frame => frame.op < 0 ? "just booted" : isEnd(frame) ? "at the end" : `after op ${frame.op}`;
const isEnd = frame => data.diff && frame.op === data.diff.op && !frame.answer && !frame.theirs && frame === frames[last] &&
	!document.querySelector(`#ops [data-op="${frame.op}"]`);

function showAnswer(frame) {
	const title = make("h2"), answers = make("div", "answers"), same = JSON.stringify(frame.answer) === JSON.stringify(frame.theirs);
	if (frame.op < 0) title.textContent = "The machine, just booted";
	else if (isEnd(frame)) title.textContent = "At the end";
	else title.append(`Op ${frame.op}: `, make("code", "", opText(frame.op)));
	if (frame.op >= 0 && !isEnd(frame) && !frame.answer && !frame.theirs) answers.append(make("p", "soft", "does nothing here"));
	if (frame.answer) answers.append(answerList(frame.theirs && !same ? "oracle answers" : "answer", frame.answer, frame.theirs));
	if (frame.theirs && !same) answers.append(answerList(`${data.subject} answers`, frame.theirs, frame.answer));
	if (data.diff && frame === frames[last]) answers.append(make("p", "wrong", `${data.diff.class}: ${data.diff.field}`));
	$("now").replaceChildren(title, answers);
}

/* What the chosen page was after each step; backwards, as states are found. */
const history_ = { page: -1, words: [] };
function historyOf(page) {
	if (history_.page === page) return history_.words;
	history_.page = page;
	history_.words = [];
	for (let i = last; i >= 0; i--) history_.words[i] = wordsAt(stateAt(i), page);
	return history_.words;
}

function historyLine(i, words) {
	const item = make("li", i === index ? "here" : ""), frame = frames[i];
	const button = make("button", "mono", frame.op < 0 ? "boot" : isEnd(frame) ? "the end" : `${frame.op}  ${opText(frame.op)}`);
	button.type = "button";
	button.addEventListener("click", () => show(i));
	item.append(button, make("span", "", words));
	return item;
}

function showPage() {
	const box = $("page"), list = make("ol");
	if (chosen < 0 || data.bare) { box.replaceChildren(); return; }
	const words = historyOf(chosen), theirs = other ? wordsAt(other, chosen) : words[last];
	words.forEach((text, i) => { if (i === 0 || text !== words[i - 1]) list.append(historyLine(i, text)); });
	if (theirs !== words[last]) {
		const item = make("li");
		item.append(make("span", "wrong", `${data.subject} in the end`), make("span", "wrong", theirs));
		list.append(item);
	}
	box.replaceChildren(make("h2", "", `History of page ${chosen}`), list);
}

function ruler(state, theirs, zone) {
	const free = zoneNumber(state, zone, "free"), boost = zoneNumber(state, zone, "boost");
	const marks = ["min", "low", "high"].map(name => zoneNumber(state, zone, "wmark_" + name) + boost), full = Math.max(marks[2] * 1.3, 8);
	const bar = make("div", "bar ruler"), fill = make("i", free < marks[0] ? "below" : free < marks[1] ? "low" : "");
	fill.style.width = `${Math.max(0, Math.min(100, 100 * free / full))}%`;
	bar.append(fill);
	let previous = -20;
	marks.forEach((mark, i) => {
		const tick = make("b"), place = 100 * mark / full;
		tick.style.left = `${place}%`;
		tick.title = `${["min", "low", "high"][i]} ${mark}`;
		if (place - previous >= 11) { tick.append(make("span", "", `${["min", "low", "high"][i]} ${mark}`)); previous = place; }
		bar.append(tick);
	});
	const title = make("p", "soft", `free ${free}${free > full ? " (beyond the right end)" : ""}; watermarks min ${marks[0]}, low ${marks[1]}, high ${marks[2]}${
		boost ? `, of which boost ${boost}` : ""}`);
	title.style.margin = "0";
	if (theirs && zoneNumber(theirs, zone, "free") !== free) title.append(" ", make("span", "wrong", `${data.subject} says ${zoneNumber(theirs, zone, "free")}`));
	return [title, bar];
}

function share(state, index_) {
	const bar = make("div", "bar"), parts = new Map(), zone = state.zones[index_], total = zone.end - zone.start;
	for (const run of runsOf(state, index_)) {
		const key = run.kind === FREE && run.type >= 0 ? "bm" + run.type : run.kind === CACHED ? "bcached" : run.kind === ALLOC ? "bused" :
			run.kind === LOST ? "bmargin" : "bnone";
		parts.set(key, (parts.get(key) || 0) + run.to - run.from);
	}
	for (const key of ["bm0", "bm1", "bm2", "bm3", "bm4", "bm5", "bcached", "bused", "bnone", "bmargin"]) {
		if (!parts.get(key)) continue;
		const part = make("i", key);
		part.style.width = `${100 * parts.get(key) / total}%`;
		bar.append(part);
	}
	bar.setAttribute("role", "img");
	bar.setAttribute("aria-label", summaryOf(state, index_));
	return [make("p", "soft share", summaryOf(state, index_)), bar];
}

const listAt = (state, zone, order, type) => state.lists[(zone * ORDERS + order) * TYPES.length + type] || [];

function cell(row, value, twin, old) {
	const differs = twin !== undefined && twin !== value;
	const out = make("td", `num${differs ? " wrong" : value === 0 ? " zero" : ""}${old !== undefined && old !== value && !differs ? " moved" : ""}`,
		differs ? `${twin} ≠ ${value}` : value === 0 ? "·" : String(value));
	if (differs) out.title = `oracle ${value}, ${data.subject} ${twin}`;
	row.append(out);
}

function freeTable(state, previous, theirs, zone) {
	const table = make("table"), head = make("tr"), title = make("h3", "", "Free blocks"), used = TYPES.map((_, type) => type < 3);
	for (let order = 0; order < data.maxOrder; order++)
		TYPES.forEach((_, type) => { used[type] = used[type] || listAt(state, zone, order, type).length > 0 || theirs && listAt(theirs, zone, order, type).length > 0; });
	head.append(make("th", "", "order"), ...TYPES.filter((_, type) => used[type]).map(name => make("th", "num", name.toLowerCase())),
		make("th", "num", "nr_free"));
	table.append(head);
	for (let order = 0; order < data.maxOrder; order++) {
		const row = make("tr");
		row.append(make("th", "num", String(order)));
		TYPES.forEach((_, type) => {
			if (used[type]) cell(row, listAt(state, zone, order, type).length, theirs ? listAt(theirs, zone, order, type).length : undefined,
				previous && listAt(previous, zone, order, type).length);
		});
		const name = `nr_free order=${order}`;
		cell(row, zoneNumber(state, zone, name), theirs ? zoneNumber(theirs, zone, name) : undefined, previous && zoneNumber(previous, zone, name));
		table.append(row);
	}
	const scroll = make("div", "scroll");
	scroll.append(title, table);
	return scroll;
}

const pfnsText = pfns => pfns.slice(0, 48).join(" ") + (pfns.length > 48 ? ` … ${pfns.length} in all` : "");

function listLine(box, name, pfns, twin) {
	const differs = twin && pfns.join() !== twin.join();
	if (pfns.length === 0 && !differs) return;
	const line = make("div", differs ? "wrong mono" : "mono");
	line.append(make("b", "", name), differs ? `oracle: ${pfnsText(pfns) || "none"}; ${data.subject}: ${pfnsText(twin) || "none"}` : pfnsText(pfns));
	box.append(line);
}

function freeLists(state, theirs, zone) {
	const details = make("details"), box = make("div", "lists");
	for (let order = 0; order < data.maxOrder; order++)
		TYPES.forEach((name, type) => listLine(box, `${order} ${name.toLowerCase()}`, listAt(state, zone, order, type), theirs && listAt(theirs, zone, order, type)));
	details.append(make("summary", "", "Free lists in order, head first"), box);
	details.open = openLists || box.querySelector(".wrong") !== null;
	details.addEventListener("toggle", () => { openLists = details.open; });
	return details;
}
let openLists = false;

const pcpNumber = (state, zone, cpu, i) => state.numbers[PCP_AT + (zone * data.cpus + cpu) * NP + i];

function pcpSection(state, previous, theirs, zone) {
	const box = make("div", "scroll"), table = make("table"), head = make("tr"), lists = make("div", "lists");
	head.append(make("th", "", "cached"), ...data.pcpNames.slice(0, data.profile === 2 ? 4 : 3).map(name => make("th", "num", name)), make("th", "", ""));
	table.append(head);
	for (let cpu = 0; cpu < data.cpus; cpu++) {
		if (data.cpus > 8 && !pcpNumber(state, zone, cpu, 0) && !(theirs && pcpNumber(theirs, zone, cpu, 0))) continue;
		const row = make("tr"), bar = make("div", "bar"), fill = make("i", "bcached"), high = Math.max(1, pcpNumber(state, zone, cpu, 1));
		row.append(make("th", "", `cpu ${cpu}`));
		for (let i = 0; i < (data.profile === 2 ? 4 : 3); i++)
			cell(row, pcpNumber(state, zone, cpu, i), theirs ? pcpNumber(theirs, zone, cpu, i) : undefined, previous && pcpNumber(previous, zone, cpu, i));
		fill.style.width = `${Math.min(100, 100 * pcpNumber(state, zone, cpu, 0) / high)}%`;
		bar.style.width = "6rem";
		bar.append(fill);
		row.append(make("td"));
		row.lastChild.append(bar);
		table.append(row);
		for (let list = 0; list < (data.profile === 2 ? PCP_LISTS : 3); list++) {
			const id = (zone * data.cpus + cpu) * PCP_LISTS + list, type = pcpType(list);
			const order = data.profile !== 2 ? "" : list < 12 ? ` order ${Math.floor(list / 3)}` : " pageblock";
			listLine(lists, `cpu ${cpu} ${TYPES[type].toLowerCase()}${order}`, state.pcp[id] || [], theirs && (theirs.pcp[id] || []));
		}
	}
	box.append(table, lists);
	return box;
}

function showZones(state, previous, theirs) {
	$("zones").replaceChildren(...state.zones.map((zone, i) => {
		const card = make("div", "zone"), sides = make("div", "side"), left = make("div"), right = make("div");
		left.append(...(data.bare || zone.start === zone.end ? [] : share(state, i)), ...ruler(state, theirs, i));
		if (!data.bare) left.append(pcpSection(state, previous, theirs, i));
		if (!data.bare) right.append(freeTable(state, previous, theirs, i), freeLists(state, theirs, i));
		sides.append(left, right);
		card.append(make("h2", "", zoneTitle(i)), sides);
		return card;
	}));
}

function* numberRows() {
	for (let zone = 0; zone < data.zones.length; zone++)
		for (let i = 2; i < NZ; i++) yield [`zone ${zone} ${data.zoneNames[i]}`, zone * NZ + i];
	for (let node = 0; node < data.nodes; node++)
		for (let i = 0; i < NN; i++) yield [`node ${node} ${data.nodeNames[i]}`, NODE_AT + node * NN + i];
	for (let i = 0; i < data.restNames.length; i++) yield [data.restNames[i], REST_AT + i];
}

function showNumbers(state, previous, theirs) {
	const table = make("table"), head = make("tr"), box = make("div", "scroll"), label = make("label", "soft"), check = make("input");
	head.append(make("th", "", "counter"), make("th", "num", theirs ? "oracle" : "value"), ...(theirs ? [make("th", "num", data.subject)] : []),
		make("th", "num", "by this op"));
	table.append(head);
	for (const [name, i] of numberRows()) {
		const value = state.numbers[i], twin = theirs ? theirs.numbers[i] : value, delta = previous ? value - previous.numbers[i] : 0;
		if (!zeros && value === 0 && twin === 0 && delta === 0) continue;
		const row = make("tr", value !== twin ? "wrong" : delta ? "moved" : "");
		row.append(make("th", "", name), make("td", "num", String(value)), ...(theirs ? [make("td", "num", String(twin))] : []),
			make("td", "num delta", delta ? (delta > 0 ? "+" : "−") + Math.abs(delta) : ""));
		if (value !== twin || delta) table.insertBefore(row, [...table.rows].find((r, k) => k > 0 && (value !== twin ? r.className !== "wrong" : !r.className)) || null);
		else table.append(row);
	}
	check.type = "checkbox";
	check.checked = zeros;
	check.addEventListener("change", () => { zeros = check.checked; draw(); });
	label.append(check, " those that are zero, too");
	box.append(table);
	$("numbers").replaceChildren(make("h2", "", "Counters"), label, box);
}

function showTimeline() {
	const frame = frames[index];
	$("slider").value = index;
	$("where").value = `${placeOf(frame)} (${index + 1} of ${frames.length})`;
	$("slider").setAttribute("aria-valuetext", placeOf(frame));
	$("first").disabled = $("back").disabled = index === 0;
	$("forward").disabled = $("last").disabled = index === last;
	for (const item of $("ops").querySelectorAll("[aria-current]")) item.removeAttribute("aria-current");
	const item = $("ops").querySelector(`[data-op="${frame.op}"]`), list = $("ops");
	if (!item) return;
	item.setAttribute("aria-current", "step");
	const top = item.offsetTop - list.offsetTop;
	if (top < list.scrollTop || top + item.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 2;
}

function draw() {
	const state = stateAt(index), previous = index > 0 ? stateAt(index - 1) : null, theirs = otherAt(index);
	showTimeline();
	showAnswer(frames[index]);
	showMemory(state, previous, theirs);
	showPage();
	showZones(state, previous, theirs);
	showNumbers(state, previous, theirs);
}

function show(to) {
	index = Math.max(0, Math.min(last, to));
	try { history.replaceState(null, "", frames[index].op < 0 ? "#boot" : `#op=${frames[index].op}`); } catch (e) { /* a page in a frame may not */ }
	draw();
}

/* The page to tell of at first: the one the difference names, or the first that looks different, or the one the last op gave or took. */
function choose() {
	const named = data.diff && /pfn=(\d+)/.exec(data.diff.field);
	if (named) return Number(named[1]);
	for (let i = 0; other && i < data.zones.length; i++) {
		const found = differences(stateAt(last), other, i)[0];
		if (found) return found[0];
	}
	for (let i = last; i >= 0; i--) {
		const found = frames[i].answer && /page (\d+)/.exec(frames[i].answer.text + " " + frames[i].answer.rows[0][1]);
		if (found) return Number(found[1]);
	}
	return -1;
}

function keys(event) {
	if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
	const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last, d: last }[event.key];
	const list = event.target.closest && event.target.closest("#ops") && { ArrowUp: index - 1, ArrowDown: index + 1 }[event.key];
	if (to === undefined && !Number.isInteger(list)) return;
	event.preventDefault();
	show(to === undefined ? list : to);
	const current = Number.isInteger(list) && document.querySelector("#ops [aria-current] button");
	if (current) current.focus();
}

function listen() {
	$("first").addEventListener("click", () => show(0));
	$("back").addEventListener("click", () => show(index - 1));
	$("forward").addEventListener("click", () => show(index + 1));
	$("last").addEventListener("click", () => show(last));
	$("jump").addEventListener("click", () => show(last));
	$("slider").addEventListener("input", () => show(Number($("slider").value)));
	document.addEventListener("keydown", keys);
	$("ops").addEventListener("click", event => {
		const item = event.target.closest("li[data-op]"), op = item && Number(item.dataset.op);
		const found = item ? frames.findIndex(frame => frame.op === op) : -1;
		if (item) show(found >= 0 ? found : op < frames[last].op ? 0 : last);
	});
	$("memory").addEventListener("click", event => {
		if (event.target.dataset.pfn === undefined) return;
		chosen = Number(event.target.dataset.pfn);
		draw();
	});
	matchMedia("(max-width: 40rem)").addEventListener("change", draw);
}

function start() {
	if (!data.base) { $("note").hidden = false; $("note").textContent = "One side refused the machine: there is no world to look at."; return; }
	known.set(last, apply(nothing(), data.base));
	other = data.theirs ? apply(known.get(last), data.theirs) : null;
	if (data.dropped) {
		$("note").hidden = false;
		$("note").textContent = `The first ${data.dropped} steps are left out, so that this file stays small.`;
	}
	for (const frame of frames) {
		const item = document.querySelector(`#ops [data-op="${frame.op}"]`);
		if (item && !frame.answer && !frame.theirs) item.classList.add("idle");
		if (item && frame.answer) item.querySelector(".gave").textContent = frame.answer.text;
		if (item && frame.answer && !frame.answer.ok) item.classList.add("refused");
	}
	$("slider").max = last;
	$("jump").hidden = !data.diff;
	$("player").hidden = false;
	legend();
	listen();
	chosen = choose();
	const wanted = /^#op=(\d+)$/.exec(location.hash), found = wanted ? frames.findIndex(frame => frame.op === Number(wanted[1])) : -1;
	show(location.hash === "#boot" ? 0 : found >= 0 ? found : last);
}

start();
})();
