using System.Text.Json;
using PhStudio.Messaging.Sender.Tests.Apps;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Buttons that do nothing (docs/telegram.md 38), at servers that know them and at older ones.</summary>
public sealed class DisabledButtonTests
{
    private static readonly JsonElement Keyboard = JsonElement.Parse("""{"inline_keyboard":[[{"text":"Undo","callback_data":"u"}],[{"text":"Confirmed: Anna, 14:02","disabled":{},"style":"success"}]]}""");

    [Fact]
    public async Task They_are_shown_where_the_server_knows_them()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Decided", change: message => message with { ReplyMarkup = Keyboard }));

        Assert.Equal(["Undo", "Confirmed: Anna, 14:02"], await LabelsAsync(telegram));
    }

    [Fact]
    public async Task An_older_server_gets_the_message_without_them_and_is_asked_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await telegram.FaultAsync(new { kind = "older_server" });
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "First", change: message => message with { ReplyMarkup = Keyboard }));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "Second", change: message => message with { ReplyMarkup = Keyboard }));

        Assert.Equal(["Undo"], await LabelsAsync(telegram));
        Assert.Equal((1, 2), ((await telegram.CallsAsync("sendMessage"))["400"], (await telegram.CallsAsync("sendMessage"))["200"]));
    }

    private static async Task<IEnumerable<string?>> LabelsAsync(Emulator telegram) => (await telegram.MessagesAsync(Emulator.Staff))[^1].GetProperty("reply_markup").GetProperty("inline_keyboard").EnumerateArray()
        .SelectMany(row => row.EnumerateArray()).Select(key => key.GetProperty("text").GetString());
}
