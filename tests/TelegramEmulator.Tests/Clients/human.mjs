import { createServer } from 'node:http';

// The person at the other end, and the list of what a client saw. The emulator's control API is the person's app.
const emulator = process.env.EMULATOR_URL;

export const root = emulator;
export const token = process.env.EMULATOR_TOKEN;
export const customer = 200001;
export const webhook = 'http://127.0.0.1:9/hook';

async function control(method, path, body) {
  const response = await fetch(`${emulator}/emulator/${path}`, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${path}: ${text}`);
  }

  return text ? JSON.parse(text) : undefined;
}

export const write = (text) => control('POST', `chats/${customer}/messages`, { from: customer, text });
export const press = (message, button) => control('POST', `chats/${customer}/messages/${message}/press?wait=60`, { from: customer, button });
export const refuseOnce = (method) => control('POST', 'faults', { kind: 'too_many_requests', method, retry_after: 1, count: 1 });
export const block = () => control('POST', `chats/${customer}/standing`, { standing: 'blocked' });

// A client's own webhook handler, on a port of its own; for one that brings its server, that server.
export async function listen(handler) {
  const server = typeof handler === 'function' ? createServer(handler) : handler;
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}/hook`, close };
}

// Telegram takes one webhook a second, and says how long to wait; each client tells it in a place of its own.
async function patiently(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const after = (error.parameters ?? error.response?.parameters ?? error.response?.body?.parameters)?.retry_after;
      if (after === undefined) {
        throw error;
      }

      await new Promise((resolve) => setTimeout(resolve, after * 1000));
    }
  }
}

// The same booking once more, while updates come by webhook: what the command and the popup said.
export async function bookByWebhook(seen, open, setWebhook, deleteWebhook) {
  const { command } = seen;
  const hook = await listen(open());
  await patiently(() => setWebhook(hook.url));
  await write('/book 18');
  const asked = await message('Book?');
  const { text } = await press(asked.message_id, 0);
  await message('Done', asked.message_id);
  await patiently(deleteWebhook);
  await hook.close();
  seen.hook = [seen.command[0], text];
  seen.command = command;
}

// Waits until a message of the bot says this, and gives it.
export async function message(text, id) {
  for (let tries = 0; tries < 600; tries++) {
    const found = (await control('GET', `chats/${customer}/messages`)).find((one) => one.from.is_bot && one.text === text && (id === undefined || one.message_id === id));
    if (found) {
      return found;
    }

    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  throw new Error(`the bot never wrote "${text}"`);
}

// How a call ended: its result, or the error with the fields that the client gives it.
export async function outcome(call, describe) {
  try {
    await call();
    return 'ok';
  } catch (error) {
    return describe(error);
  }
}

// One line for the test, which compares it whole.
export const report = (seen) => console.log(JSON.stringify(seen));
