// What the page knows and how memory is drawn: the data of fuzz/explain/html_steps.h replayed into states, a zone as runs of pages, its picture. Everything
// drawn is made of numbers and of the fixed words below. The template puts this and report_page.js into one function.
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
