using System.Globalization;
using System.Text;
using System.Text.Json;
using PhStudio.Messaging.TelegramEmulator.Chats;
using PhStudio.Messaging.TelegramEmulator.Hosting;
using PhStudio.Messaging.TelegramEmulator.Presses;
using PhStudio.Messaging.TelegramEmulator.Wire;

namespace PhStudio.Messaging.TelegramEmulator.Control;

/// <summary>People who press buttons, and what they were told.</summary>
internal static class PressesApi
{
    private const int MaxWait = 300;
    private const int MaxUpdates = 100;

    public static void MapPresses(this RouteGroupBuilder control, EmulatorCore core)
    {
        control.MapPost("/chats/{id:long}/messages/{messageId:int}/press", (long id, int messageId, NewPress request, double? wait, CancellationToken cancel) =>
            PressAsync(core, id, room => room.Find(messageId), messageId, request, wait ?? 0, cancel));
        control.MapPost("/chats/{id:long}/ephemeral/{messageId:int}/press", (long id, int messageId, NewPress request, double? wait, CancellationToken cancel) =>
            PressAsync(core, id, room => room.FindEphemeral(messageId)?.Message, messageId, request, wait ?? 0, cancel));
        control.MapGet("/presses/mode", () => new PressMode(core.Presses.Mode));
        control.MapPut("/presses/mode", (PressMode chosen) => new PressMode(core.Presses.Mode = chosen.Mode ?? throw ControlException.Invalid("mode must be default, auto or inline.")));
        control.MapGet("/presses/{id}", (string id) => core.Presses.All.LastOrDefault(press => press.Id == id)?.View() ?? throw ControlException.NotFound($"There is no press {id}."));
        control.MapGet("/popups", (bool? answered) => core.Presses.All.Select(press => press.View()).Where(press => answered is null || press.Answered == answered));
    }

    private static async Task<PressedView> PressAsync(EmulatorCore core, long chat, Func<ChatRoom, Message?> find, int messageId, NewPress request, double wait, CancellationToken cancellationToken)
    {
        var room = ChatsApi.Find(core, chat);
        var message = find(room) ?? throw ControlException.NotFound($"There is no message {messageId} in chat {chat}.");
        var person = MessagesApi.Who(core, room, request.From ?? (room.IsPrivate ? room.Id : throw ControlException.Invalid("from must name who presses.")));
        if (message.ReceiverUser is { } receiver && receiver.Id != person.Id)
        {
            throw ControlException.NotFound($"{person.Name} does not see this message.");
        }

        var data = request.Data ?? Data(message, request.Button);
        if (Encoding.UTF8.GetByteCount(data) is 0 or > 64)
        {
            throw ControlException.Invalid("data must have 1-64 bytes.");
        }

        if (request.Updates is < 1 or > MaxUpdates || wait is < 0 or > MaxWait)
        {
            throw ControlException.Invalid($"updates must be 1-{MaxUpdates}, wait 0-{MaxWait}.");
        }

        var (press, updates) = core.Presses.Add(person, message, data, request.Updates, request.Inaccessible, request.Mode);
        if (wait > 0)
        {
            // The caller waits in real time, also with another clock.
            await Task.WhenAny(press.Answered, Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System, cancellationToken));
        }

        return new PressedView(press.Id, updates, press.View());
    }

    /// <summary>The data of the button that is named by its place or its text; the first one when none is named.</summary>
    private static string Data(Message message, JsonElement? named)
    {
        var buttons = (message.ReplyMarkup?.InlineKeyboard ?? []).SelectMany(row => row).ToList();
        var button = named switch
        {
            null => buttons.FirstOrDefault(),
            { ValueKind: JsonValueKind.Number } index => buttons.ElementAtOrDefault(index.TryGetInt32(out var place) ? place : -1),
            { ValueKind: JsonValueKind.String } text => buttons.FirstOrDefault(b => b.Text == text.GetString())
                ?? buttons.FirstOrDefault(b => CultureInfo.InvariantCulture.CompareInfo.IndexOf(b.Text, text.GetString()!, CompareOptions.IgnoreCase) >= 0),
            _ => throw ControlException.Invalid("button must be a place (from 0) or a text."),
        };
        return button?.CallbackData ?? throw ControlException.NotFound($"Message {message.MessageId} has no such button; its buttons are: {string.Join(", ", buttons.Select(b => b.Text))}.");
    }
}

/// <summary>
/// A press. <see cref="Button"/> names a button by place or text, <see cref="Data"/> sends any data, as a forger can;
/// <see cref="Updates"/> above 1 sends the one press under several update ids; <see cref="Inaccessible"/> leaves out the message's text;
/// <see cref="Mode"/> leaves out the message altogether, whatever the bot chose by <c>setMySettings</c>.
/// </summary>
internal sealed record NewPress(long? From = null, string? Data = null, JsonElement? Button = null, int Updates = 1, bool Inaccessible = false, CallbackQueryMode? Mode = null);

/// <summary>What every press from now on brings of its message, until the bot chooses by <c>setMySettings</c>.</summary>
internal sealed record PressMode(CallbackQueryMode? Mode);

internal sealed record PressedView(string CallbackQueryId, IReadOnlyList<int> UpdateIds, PressView Press)
{
    public bool Answered => Press.Answered;

    public string? Text => Press.Text;

    public bool ShowAlert => Press.ShowAlert;
}
