// Opens a link to the bot as one of the private chats' people: Telegram's app does that by sending "/start" with what the link carries.

import { call } from './api.js';
import { element } from './element.js';

const box = document.getElementById('link');
const form = document.getElementById('link-form');
const wrong = document.getElementById('link-wrong');
const mostPeople = 500;
const parameter = /^[A-Za-z0-9_-]{1,64}$/;
let started = () => {};

/** Who wants to know in which chat a link was opened. */
export function onStarted(act) { started = act; }

/** The bot's name and the parameter of a link; null when it is none to a bot. */
function read(url) {
  let parsed;
  try { parsed = new URL(url.includes('://') ? url : `https://${url}`); } catch { return null; }
  const start = parsed.searchParams.get('start') ?? '';
  const isApp = parsed.protocol === 'tg:' && parsed.host === 'resolve';
  const isWeb = /^https?:$/.test(parsed.protocol) && /^(www\.)?(t|telegram)\.me$/i.test(parsed.host);
  const name = isApp ? parsed.searchParams.get('domain') : isWeb ? parsed.pathname.slice(1).replace(/\/$/, '') : null;
  return name && (start === '' || parameter.test(start)) ? { name, start } : null;
}

/** True for a link that starts a bot, which the page opens itself. */
export const isStartLink = url => /[?&]start=/.test(url) && read(url) !== null;

/** Asks who opens a link. */
export async function askToOpen(url = '') {
  const chats = await call(`chats?limit=${mostPeople}`) ?? [];
  form.elements.person.replaceChildren(...chats.filter(chat => chat.type === 'private').map(chat => element('option', { value: chat.id, textContent: chat.title })));
  form.elements.url.value = url;
  wrong.textContent = '';
  if (!box.open) box.showModal();
}

document.getElementById('link-open').addEventListener('click', () => askToOpen());
document.getElementById('link-cancel').addEventListener('click', () => box.close());

form.addEventListener('submit', async event => {
  event.preventDefault();
  const link = read(form.elements.url.value.trim());
  const bot = (await call('settings'))?.bot;
  if (!link || link.name.toLowerCase() !== bot?.toLowerCase()) {
    wrong.textContent = `This is no link to @${bot}: https://t.me/${bot}?start=… is one.`;
    return;
  }
  const chat = Number(form.elements.person.value);
  const written = await call(`chats/${chat}/messages`, { from: chat, text: link.start ? `/start ${link.start}` : '/start' });
  if (written) {
    box.close();
    started(chat);
  }
});
