// Elements of the page, and how people and moments are shown.

const tints = ['#c8452f', '#c4742a', '#7b57c9', '#2f8f3e', '#1d8a96', '#2f74c0', '#c04a83'];

export const tint = id => tints[Math.abs(id) % tints.length];

export const nameOf = person => person.title ?? [person.first_name, person.last_name].filter(Boolean).join(' ');

export const initials = name => [...name.replace(/[^\p{L}\p{N} ]/gu, '')].length === 0 ? '?'
  : name.replace(/[^\p{L}\p{N} ]/gu, '').split(' ').filter(Boolean).slice(0, 2).map(word => [...word][0]).join('').toUpperCase();

export const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

/** What tells a message from all others of its chat: ephemeral ones have ids of their own. */
export const keyOf = message => message.ephemeral_message_id ? `e${message.ephemeral_message_id}` : String(message.message_id);

export const clockOf = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
