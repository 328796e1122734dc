using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Control;
using PhStudio.Messaging.TelegramEmulator.Presses;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Live;

/// <summary>
/// Publishes what happens as server-sent events. Without a watcher it costs nothing, and a slow watcher
/// never slows the bot: its events are dropped, and it is told to load everything again.
/// </summary>
internal sealed class EventStream
{
    private const int Buffered = 512;

    private ImmutableArray<Watcher> _watchers = [];

    public void MessageAdded(Message message) => Publish("message_added", message.Chat.Id, message);

    public void MessageEdited(Message message) => Publish("message_edited", message.Chat.Id, message);

    public void MessageDeleted(Message message) => Publish("message_deleted", message.Chat.Id, message);

    /// <summary>A message that one person sees is there, or was changed.</summary>
    public void EphemeralChanged(EphemeralMessage ephemeral)
    {
        if (!_watchers.IsEmpty)
        {
            var place = ephemeral.InPlaceOf is { } id ? $",\"in_place_of\":{id}" : "";
            Send("ephemeral_changed", $$"""{"chat_id":{{ephemeral.Message.Chat.Id}}{{place}},"message":{{JsonSerializer.Serialize(ephemeral.Message, EmulatorJson.Plain.Message)}}}""");
        }
    }

    public void EphemeralDeleted(Message message) => Publish("ephemeral_deleted", message.Chat.Id, message);

    public void ChatAction(long chat)
    {
        if (!_watchers.IsEmpty)
        {
            Send("chat_action", $$"""{"chat_id":{{chat}}}""");
        }
    }

    public void ChatsChanged()
    {
        if (!_watchers.IsEmpty)
        {
            Send("chats_changed", "{}");
        }
    }

    public void Pressed(Press press) => PublishPress("pressed", press);

    public void Answered(Press press) => PublishPress("press_answered", press);

    /// <summary>Everything from now on, each as one block of the event stream format, until cancelled.</summary>
    public async IAsyncEnumerable<string> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new Watcher(Channel.CreateBounded<string>(Buffered));
        ImmutableInterlocked.Update(ref _watchers, (all, one) => all.Add(one), watcher);
        try
        {
            yield return Block("ready", "{}");
            while (await watcher.Channel.Reader.WaitToReadAsync(cancellationToken))
            {
                while (watcher.Channel.Reader.TryRead(out var block))
                {
                    yield return block;
                }

                if (watcher.TakeOverflow())
                {
                    yield return Block("chats_changed", "{}");
                }
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, (all, one) => all.Remove(one), watcher);
        }
    }

    private void Publish(string name, long chat, Message message)
    {
        if (!_watchers.IsEmpty)
        {
            Send(name, $$"""{"chat_id":{{chat}},"message":{{JsonSerializer.Serialize(message, EmulatorJson.Plain.Message)}}}""");
        }
    }

    private void PublishPress(string name, Press press)
    {
        if (!_watchers.IsEmpty)
        {
            Send(name, JsonSerializer.Serialize(press.View(), ControlJson.Options));
        }
    }

    private void Send(string name, string data)
    {
        var block = Block(name, data);
        foreach (var watcher in _watchers)
        {
            watcher.Offer(block);
        }
    }

    private static string Block(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private sealed class Watcher(Channel<string> channel)
    {
        private int _overflowed;

        public Channel<string> Channel { get; } = channel;

        public void Offer(string block)
        {
            if (!Channel.Writer.TryWrite(block))
            {
                Interlocked.Exchange(ref _overflowed, 1);
            }
        }

        public bool TakeOverflow() => Interlocked.Exchange(ref _overflowed, 0) == 1;
    }
}
