// One chat: its column, its messages, who writes and presses there.

import { call } from './api.js';
import { element, initials, nameOf, tint } from './element.js';
import { showHistory } from './history.js';
import { askToOpen, isStartLink } from './link.js';
import { drawMessage } from './message.js';
import { Presses } from './presses.js';

const template = document.getElementById('chat-template');
const mostShown = 300;
const controls = 'a, button';

const standings = { blocked: 'blocked the bot', deactivated: 'account deleted', never_started: 'never started the bot', kicked: 'bot was kicked', not_member: 'bot is no member', migrated: 'became a supergroup' };

export class ChatColumn {
  constructor(chat) {
    this.messages = new Map();
    this.ephemeral = new Map();
    this.root = template.content.firstElementChild.cloneNode(true);
    this.log = this.root.querySelector('.log');
    this.presses = new Presses(this.log, this.root.querySelector('.toasts'));
    this.form = this.root.querySelector('form');
    this.who = this.form.elements.from;
    this.form.addEventListener('submit', event => { event.preventDefault(); this.write(); });
    this.form.elements.text.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.write(); }
    });
    this.sent = Promise.resolve();
    this.current = null;
    this.log.addEventListener('focusin', event => this.enter(event.target.closest('.message')));
    this.log.addEventListener('keydown', event => this.walk(event));
    this.log.addEventListener('click', event => {
      const start = event.target.closest('a[href]');
      if (start && isStartLink(start.href)) { event.preventDefault(); askToOpen(start.href); return; }
      const command = event.target.closest('[data-command]')?.dataset.command;
      if (command) { this.form.elements.text.value = command; this.form.elements.text.focus(); }
    });
    this.who.addEventListener('change', () => this.redraw());
    this.describe(chat);
  }

  describe(chat) {
    this.chat = chat;
    const isPrivate = chat.type === 'private';
    this.root.setAttribute('aria-label', chat.title);
    this.root.dataset.chat = chat.id;
    this.root.querySelector('h2').textContent = chat.title;
    const about = isPrivate ? 'private chat with the bot' : `${chat.people.length} ${chat.people.length === 1 ? 'person' : 'people'}, 1 bot`;
    this.root.querySelector('.chat-head p').textContent = standings[chat.standing] ? `${about} · ${standings[chat.standing]}` : about;
    const avatar = this.root.querySelector('.avatar');
    avatar.textContent = initials(chat.title);
    avatar.style.setProperty('--tint', tint(chat.id));
    this.form.elements.text.setAttribute('aria-label', `Message to ${chat.title}`);
    const chosen = this.who.value;
    this.who.replaceChildren(...chat.people.map(person => element('option', { value: person.id, textContent: nameOf(person) })));
    if (chat.people.some(person => String(person.id) === chosen)) this.who.value = chosen;
    this.showBelow();
  }

  /** What the bot put at the text box: a keyboard, or that the next text is a reply. */
  showBelow() {
    const below = this.chat.below;
    if (this.answeredBelow !== below?.message_id) this.answeredBelow = undefined;
    const isForced = below?.force_reply && !this.answeredBelow;
    const box = this.form.elements.text;
    box.placeholder = (!this.answeredBelow && below?.placeholder) || 'Message';
    this.root.querySelector('.forced').textContent = isForced ? `Reply to: ${this.messages.get(below.message_id)?.text ?? 'the last message'}` : '';
    const isGone = below?.one_time && this.answeredBelow;
    this.root.querySelector('.below').replaceChildren(...(isGone ? [] : below?.keyboard ?? []).map(row => element('div', {}, ...row.map(text => {
      const key = element('button', { type: 'button', className: 'key', dir: 'auto', textContent: text, title: text });
      key.addEventListener('click', () => { const typed = box.value; box.value = text; this.write(); box.value = typed; });
      return key;
    }))));
  }

  get atEnd() { return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 120; }

  get actor() { return Number(this.who.value); }

  async load() {
    const [listed, ephemeral] = await Promise.all([call(`chats/${this.chat.id}/messages?limit=${mostShown}`), call(`chats/${this.chat.id}/ephemeral`)]);
    if (!listed || !ephemeral) return;
    this.ephemeral = new Map(ephemeral.map(one => [one.message.ephemeral_message_id, one]));
    this.messages = new Map(listed.filter(message => !message.deleted).map(message => [message.message_id, message]));
    this.redraw();
  }

  /** Takes a new or changed message. */
  take(message, fresh) {
    const known = this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    if (known) {
      const atEnd = this.atEnd;
      const old = this.log.querySelector(`[data-id="${message.message_id}"]`);
      const drawn = this.draw(message);
      const hadFocus = old?.contains(document.activeElement);
      old?.replaceWith(drawn);
      if (old && this.current === old) this.enter(drawn);
      // Where the pressed button is gone, the keyboard stays at its message.
      if (hadFocus) drawn.focus();
      if (atEnd) this.log.scrollTop = this.log.scrollHeight;
      this.presses.showBusy();
    } else {
      this.messages = new Map([...this.messages].slice(-mostShown));
      this.append(message, fresh);
    }
  }

  remove(id) {
    this.messages.delete(id);
    const gone = this.log.querySelector(`[data-id="${id}"]`);
    if (gone?.contains(document.activeElement)) this.log.focus();
    const album = gone?.closest('.album');
    gone?.remove();
    if (album?.childElementCount === 0) album.remove();
    if (this.current === gone) this.enter(this.newest);
  }

  /** A message that one person sees: shown while that person is the one who acts here. */
  takeEphemeral(one) {
    this.ephemeral.set(one.message.ephemeral_message_id, one);
    if (one.message.receiver_user.id === this.actor) this.redraw();
  }

  removeEphemeral(message) {
    if (this.ephemeral.delete(message.ephemeral_message_id) && message.receiver_user.id === this.actor) this.redraw();
  }

  get newest() { return [...this.log.querySelectorAll('.message')].at(-1) ?? null; }

  /** Tab reaches the controls of one message only: the newest, or the one that the arrow keys went to. */
  enter(message) {
    if (!message || message === this.current) return;
    for (const control of this.current?.querySelectorAll(controls) ?? []) control.tabIndex = -1;
    for (const control of message.querySelectorAll(controls)) control.tabIndex = 0;
    this.current = message;
  }

  /** Up and down go from message to message. */
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = [...this.log.querySelectorAll('.message')];
    const at = all.indexOf(event.target.closest('.message'));
    const next = at < 0 ? all.at(-1) : all[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  redraw() {
    this.current = null;
    this.log.replaceChildren(...(this.messages.size ? [] : [element('p', { className: 'empty', textContent: 'No messages yet' })]));
    const own = [...this.ephemeral.values()].filter(one => one.message.receiver_user.id === this.actor);
    const inPlace = new Map(own.filter(one => one.in_place_of).map(one => [one.in_place_of, one.message]));
    for (const message of this.messages.values()) this.append(inPlace.get(message.message_id) ?? message, false);
    for (const one of own) if (!this.messages.has(one.in_place_of)) this.append(one.message, false);
    this.log.scrollTop = this.log.scrollHeight;
    this.presses.showBusy();
    this.showBelow();
  }

  append(message, fresh) {
    const atEnd = this.atEnd;
    this.log.querySelector('.empty')?.remove();
    const drawn = this.draw(message);
    drawn.classList.toggle('fresh', fresh);
    const followed = !this.current?.isConnected || (this.current === this.newest && !this.current.contains(document.activeElement));
    this.place(message, drawn);
    while (this.log.childElementCount > mostShown) this.log.firstElementChild.remove();
    if (followed && drawn.matches('.message')) this.enter(drawn);
    // What was just written here is shown even to somebody who reads further up.
    if (atEnd || (fresh && message.from?.id === this.actor)) this.log.scrollTop = this.log.scrollHeight;
  }

  /** What belongs to one album stands together, side by side. */
  place(message, drawn) {
    const last = this.log.lastElementChild;
    if (message.media_group_id && last?.dataset.album === message.media_group_id) { last.append(drawn); return; }
    if (!message.media_group_id) { this.log.append(drawn); return; }
    const album = element('div', { className: 'album' }, drawn);
    album.dataset.album = message.media_group_id;
    album.classList.toggle('own', drawn.classList.contains('own'));
    this.log.append(album);
  }

  draw(message) {
    const own = message.from?.id === this.actor;
    const drawn = drawMessage(message, {
      own,
      showAuthor: !own && this.chat.type !== 'private',
      topic: this.chat.topics.find(topic => topic.id === message.message_thread_id)?.name,
      press: button => this.press(message, button),
      showHistory: () => showHistory(this.chat.id, message.message_id),
    });
    for (const control of drawn.querySelectorAll(controls)) control.tabIndex = -1;
    return drawn;
  }

  /** Takes the text out of the box at once, so that more can be written meanwhile and a second Enter finds nothing; one message after the other. */
  write() {
    const box = this.form.elements.text;
    const text = box.value.trim();
    if (!text) return;
    const from = this.actor;
    box.value = '';
    box.focus();
    if (this.chat.below) { this.answeredBelow = this.chat.below.message_id; this.showBelow(); }
    this.sent = this.sent.then(async () => {
      if (await call(`chats/${this.chat.id}/messages`, { from, text })) return;
      box.value = [text, box.value].filter(Boolean).join('\n');
    });
  }

  press(message, button) {
    const which = message.ephemeral_message_id ? `ephemeral/${message.ephemeral_message_id}` : `messages/${message.message_id}`;
    return call(`chats/${this.chat.id}/${which}/press`, { from: this.actor, data: button.callback_data });
  }
}
