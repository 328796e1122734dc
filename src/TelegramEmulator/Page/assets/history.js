// The earlier versions of an edited message.

import { call } from './api.js';
import { clockOf, element } from './element.js';
import { formatted } from './text.js';

const mostShown = 300;
const box = document.getElementById('history');

export async function showHistory(chat, id) {
  const message = (await call(`chats/${chat}/messages?after=${id - 1}&limit=${mostShown}`))?.find(one => one.message_id === id);
  if (!message) return;
  document.getElementById('history-list').replaceChildren(...message.history.map(version => element('li', {},
    element('time', { textContent: clockOf(version.date) }),
    element('div', { className: 'text', dir: 'auto' }, formatted(version.text, version.entities)))));
  box.showModal();
}
