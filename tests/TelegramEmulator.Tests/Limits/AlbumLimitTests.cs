using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.TelegramEmulator.Limits;
using PhStudio.Messaging.TelegramEmulator.Tests.Support;
using static PhStudio.Messaging.TelegramEmulator.Tests.Support.RunningEmulator;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Limits;

public class AlbumLimitTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task An_album_counts_as_many_messages_as_it_has_photos()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits { ChatBurst = 100 });

        Assert.True((await AlbumAsync(emulator, Staff, 10)).Ok);
        Assert.True((await AlbumAsync(emulator, Staff, 9)).Ok);
        var refused = await AlbumAsync(emulator, Staff, 2);
        _clock.Advance(TimeSpan.FromSeconds(3));
        var later = await AlbumAsync(emulator, Staff, 2);

        Assert.Equal((429, 3), (refused.Status, refused.RetryAfterHeader!.Value));
        Assert.True(later.Ok, later.Description);
        Assert.Equal(21, (await emulator.ReadAsync("requests/sends")).GetArrayLength());
    }

    [Fact]
    public async Task An_album_larger_than_a_burst_passes_when_the_chat_has_rested_and_is_paid_for_afterwards()
    {
        await using var emulator = await StartAsync(_clock, new SendLimits());

        var album = await AlbumAsync(emulator, Maria, 10);
        var text = await emulator.BotAsync("sendMessage", new { chat_id = Maria, text = "x" });

        Assert.True(album.Ok, album.Description);
        // Five of ten were there, the other five and the text's own one take a second each.
        Assert.Equal((429, 6), (text.Status, text.RetryAfterHeader!.Value));
    }

    private static Task<BotAnswer> AlbumAsync(RunningEmulator emulator, long chat, int count) =>
        emulator.BotAsync("sendMediaGroup", new { chat_id = chat, media = Enumerable.Range(0, count).Select(i => new { type = "photo", media = $"https://pictures.example/{i}.jpg" }) });
}
