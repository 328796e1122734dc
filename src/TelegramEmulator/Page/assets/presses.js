// The presses of one chat: the buttons that wait for the bot, and what it tells who pressed.

import { element, keyOf, nameOf } from './element.js';

const alertBox = document.getElementById('alert');
const mostToasts = 3;
const toastMs = 5000;
const giveUpMs = 30_000;

export class Presses {
  constructor(log, toasts) {
    this.log = log;
    this.toasts = toasts;
    this.pending = new Map();
  }

  /** Somebody pressed, here or elsewhere: the button spins until the bot answers. */
  pressed(press) {
    this.pending.set(press.callback_query_id, press);
    this.showBusy();
    setTimeout(() => {
      if (this.pending.delete(press.callback_query_id)) {
        this.showBusy();
        this.toast(press.from, 'The bot did not answer.');
      }
    }, giveUpMs);
  }

  answered(press) {
    this.pending.delete(press.callback_query_id);
    this.showBusy();
    if (!press.text) return;
    if (press.show_alert) {
      document.getElementById('alert-title').textContent = `${nameOf(press.from)} sees`;
      document.getElementById('alert-text').textContent = press.text;
      if (!alertBox.open) alertBox.showModal();
    } else {
      this.toast(press.from, press.text);
    }
  }

  showBusy() {
    const busy = new Set([...this.pending.values()].map(press => `${keyOf(press)} ${press.data}`));
    for (const key of this.log.querySelectorAll('.key')) {
      const isBusy = busy.has(`${key.closest('.message').dataset.id} ${key.dataset.data}`);
      if (isBusy) key.setAttribute('aria-busy', 'true'); else key.removeAttribute('aria-busy');
    }
  }

  toast(person, text) {
    const toast = element('div', { className: 'toast', dir: 'auto' }, element('b', { textContent: `${nameOf(person)}: ` }), text);
    this.toasts.append(toast);
    while (this.toasts.childElementCount > mostToasts) this.toasts.firstElementChild.remove();
    setTimeout(() => toast.classList.add('leaving'), toastMs);
    setTimeout(() => toast.remove(), toastMs + 500);
  }
}
