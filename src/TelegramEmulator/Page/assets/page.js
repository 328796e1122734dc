// The page: which chats are shown, and the live stream that keeps them true.

import { call, tell } from './api.js';
import { ChatColumn } from './chat.js';
import { element } from './element.js';
import './faults.js';
import { askToOpen, onStarted } from './link.js';

const shownFirst = 3;
const mostChips = 50;
const main = document.getElementById('chats');
const chips = document.getElementById('chips');
const columns = new Map();
const open = new Set();
const unread = new Map();
let waiting = null;
let loading = false;
let loadAgain = false;
let arranging = false;

async function loadAll() {
  if (loading) { loadAgain = true; return; }
  loading = true;
  do {
    loadAgain = false;
    await loadOnce();
  } while (loadAgain);
  loading = false;
}

async function loadOnce() {
  // What happens while we load is kept and done after it, so that nothing old overwrites it.
  waiting = [];
  const listed = await call(`chats?limit=${mostChips}`);
  if (listed) {
    const first = columns.size === 0;
    const ids = new Set(listed.map(chat => chat.id));
    for (const id of [...columns.keys()]) {
      if (!ids.has(id)) { columns.get(id).root.remove(); columns.delete(id); open.delete(id); }
    }
    listed.forEach((chat, place) => {
      if (columns.has(chat.id)) columns.get(chat.id).describe(chat);
      else columns.set(chat.id, new ChatColumn(chat));
      if (first && place < shownFirst) open.add(chat.id);
    });
    if (open.size === 0 && listed.length > 0) open.add(listed[0].id);
    document.getElementById('bot-name').textContent = listed[0] ? `@${listed[0].bot.username}` : '';
    arrange();
    await Promise.all([...open].map(id => columns.get(id).load()));
  }
  const late = waiting;
  waiting = null;
  late.forEach(happened => happened());
}

/** Puts the open chats side by side in the order of the list, and marks the chips. */
function arrange() {
  const roots = [...columns].filter(([id]) => open.has(id)).map(([, column]) => column.root);
  // What stays is not touched: taken out and put back, a column would forget where it was scrolled to.
  [...main.children].filter(child => !roots.includes(child)).forEach(child => child.remove());
  roots.forEach((root, place) => { if (main.children[place] !== root) main.insertBefore(root, main.children[place] ?? null); });
  chips.replaceChildren(...[...columns].map(([id, column]) => {
    const chip = element('button', { type: 'button', className: 'chip', textContent: column.chat.title });
    chip.setAttribute('aria-pressed', open.has(id));
    if (unread.get(id)) chip.append(element('span', { className: 'count', textContent: unread.get(id), title: 'unread messages' }));
    chip.addEventListener('click', () => toggle(id));
    return chip;
  }));
}

/** Once a frame is enough, however many messages come. */
function arrangeSoon() {
  if (arranging) return;
  arranging = true;
  requestAnimationFrame(() => { arranging = false; arrange(); });
}

async function toggle(id) {
  if (open.delete(id)) { unread.delete(id); arrange(); return; }
  await reveal(id);
}

/** Shows a chat that may have been closed, with its messages. */
async function reveal(id) {
  if (!columns.has(id)) return;
  unread.delete(id);
  open.add(id);
  arrange();
  await columns.get(id).load();
  columns.get(id).root.scrollIntoView({ inline: 'nearest', block: 'nearest' });
}

onStarted(reveal);
const start = new URLSearchParams(location.search).get('start');
if (start) call('settings').then(settings => askToOpen(`https://t.me/${settings?.bot}?start=${encodeURIComponent(start)}`));

const events = new EventSource('/emulator/events');
const on = (name, act) => events.addEventListener(name, event => {
  const happened = () => act(JSON.parse(event.data));
  if (waiting) waiting.push(happened); else happened();
});
const shown = id => open.has(id) ? columns.get(id) : undefined;

events.addEventListener('ready', () => { setLive('live', 'live'); loadAll(); });
events.addEventListener('chats_changed', loadAll);
events.addEventListener('error', () => setLive('lost', 'not connected, trying again'));
on('message_added', ({ chat_id, message }) => {
  if (shown(chat_id)) shown(chat_id).take(message, true);
  else if (columns.has(chat_id)) { unread.set(chat_id, (unread.get(chat_id) ?? 0) + 1); arrangeSoon(); }
});
on('message_edited', ({ chat_id, message }) => shown(chat_id)?.take(message, false));
on('message_deleted', ({ chat_id, message }) => shown(chat_id)?.remove(message.message_id));
on('ephemeral_changed', one => shown(one.chat_id)?.takeEphemeral(one));
on('ephemeral_deleted', ({ chat_id, message }) => shown(chat_id)?.removeEphemeral(message));
on('pressed', press => shown(press.chat_id)?.presses.pressed(press));
on('press_answered', press => shown(press.chat_id)?.presses.answered(press));

function setLive(state, text) {
  document.getElementById('live').dataset.state = state;
  document.getElementById('live-text').textContent = text;
}

const demo = document.getElementById('demo-booking');
call('settings').then(settings => {
  demo.hidden = !settings?.demo_booking;
  const link = document.getElementById('console-link');
  link.hidden = !settings?.console;
  link.href = settings?.console ?? '';
  offerLanguages(settings);
});

/** A choice that writes /language, as the manager would in the staff chat. */
function offerLanguages(settings) {
  const choice = document.getElementById('language');
  const languages = settings?.languages ?? [];
  choice.hidden = languages.length === 0;
  choice.replaceChildren(...languages.map(code => element('option', { value: code, textContent: new Intl.DisplayNames([code], { type: 'language' }).of(code) })));
  choice.addEventListener('change', () => call(`chats/${settings.staff_chat_id}/messages`, { from: settings.manager_id, text: `/language ${choice.value}` }));
}
demo.addEventListener('click', async () => {
  demo.disabled = true;
  const posted = await call('demo-booking', {});
  if (posted) tell(`Booking ${posted.booking_id} was posted.`);
  demo.disabled = false;
});
