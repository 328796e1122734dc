// A bot's main work with telegraf.
import { Markup, Telegraf, TelegramError } from 'telegraf';
import { block, bookByWebhook, customer, message, outcome, press, refuseOnce, report, root, token, webhook, write } from './human.mjs';

const bot = new Telegraf(token, { telegram: { apiRoot: root } });
const seen = {};
const refused = (error) => (error instanceof TelegramError ? ['TelegramError', error.code, error.description, error.parameters?.retry_after ?? null] : String(error));

const me = await bot.telegram.getMe();
seen.me = [me.is_bot, me.can_join_groups];
await bot.telegram.setWebhook(webhook, { secret_token: 'secret', allowed_updates: ['message', 'callback_query'] });
seen.webhook = [(await bot.telegram.getWebhookInfo()).url];
await bot.telegram.deleteWebhook();
seen.webhook.push((await bot.telegram.getWebhookInfo()).url);

bot.command('book', async (context) => {
  seen.command = [context.payload, context.message.entities.map((entity) => [entity.type, entity.offset, entity.length])];
  const sent = await context.replyWithHTML('<b>Book?</b>', Markup.inlineKeyboard([Markup.button.callback('Yes', 'yes'), Markup.button.callback('No', 'no')]));
  seen.sent = [sent.text, sent.entities[0].type, sent.reply_markup.inline_keyboard[0].length];
});
bot.action('yes', async (context) => {
  await context.answerCbQuery('Booked', { show_alert: true });
  const edited = await context.editMessageText('Done');
  seen.edited = [edited.text, edited.reply_markup ?? null];
});
const polling = bot.launch();

await write('/book 17 @anna_studio');
const pressed = await press((await message('Book?')).message_id, 0);
seen.popup = pressed.text;
await message('Done');
bot.stop();
await polling;

await bookByWebhook(seen, () => bot.webhookCallback('/hook', { secretToken: 'secret' }), (url) => bot.telegram.setWebhook(url, { secret_token: 'secret' }), () => bot.telegram.deleteWebhook());

await refuseOnce('sendMessage');
seen.tooMany = await outcome(() => bot.telegram.sendMessage(customer, 'again'), refused);
seen.empty = await outcome(() => bot.telegram.sendMessage(customer, ''), refused);
seen.markup = await outcome(() => bot.telegram.sendMessage(customer, '<b>x', { parse_mode: 'HTML' }), refused);
await block();
seen.blocked = await outcome(() => bot.telegram.sendMessage(customer, 'x'), refused);
report(seen);
