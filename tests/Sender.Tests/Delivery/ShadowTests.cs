using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Telegram;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Shadow;
using PhStudio.Messaging.ServiceDefaults.Uploads;
using StackExchange.Redis;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

/// <summary>A Sender with <c>SHADOW=true</c>: it does everything but send.</summary>
public sealed class ShadowTests
{
    private const long Anna = 500_001;

    [Fact]
    public async Task What_would_be_sent_is_rendered_and_noted_and_nothing_of_the_bot_is_touched()
    {
        await using var telegram = await Emulator.StartAsync();
        await telegram.AddPeopleAsync(Anna);
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SHADOW"] = "true", ["TELEGRAM_WEBHOOK_URL"] = "https://studio.example/webhook", ["TELEGRAM_WEBHOOK_SECRET"] = "q8Zr-3vN1-kT0w-Xy72-mBc5" });

        var sent = await sender.Told.SentAsync(await sender.SendAsync(Anna, "Hello <b>Anna</b>"));
        await sender.PublishAsync(new EditMessage { MessageId = Guid.NewGuid(), TargetMessageId = sent.MessageId, Text = "Changed", CreatedAt = TimeProvider.System.GetUtcNow() });

        var log = (InMemoryShadowLog)sender.Services.GetRequiredService<IShadowLog>();
        await Eventually.TrueAsync("both calls", () => log.Calls.Count == 2);
        Assert.Equal(["sendMessage", "editMessageText"], log.Calls.Select(call => call.Method));
        Assert.Contains("\"text\":\"Hello \\u003Cb\\u003EAnna\\u003C/b\\u003E\"", log.Calls[0].Arguments);
        Assert.Empty(await telegram.TextsAsync(Anna));
        foreach (var method in new[] { "sendMessage", "editMessageText", "setWebhook", "deleteWebhook", "getUpdates", "setMyCommands" })
        {
            Assert.Empty(await telegram.CallsAsync(method));
        }
    }

    [Fact]
    public async Task Pictures_are_noted_with_their_text_and_neither_sent_nor_uploaded()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SHADOW"] = "true" });
        var png = TestPicture.Png(160, 90);
        var hash = Convert.ToHexStringLower(SHA256.HashData(png));
        await sender.Services.GetRequiredService<IUploadStore>().KeepAsync(hash, png, TimeProvider.System.GetUtcNow().AddHours(1));
        var sent = new List<MessageSent>();

        foreach (var photos in (string[][])[["https://p.example/1.jpg"], ["https://p.example/1.jpg", "https://p.example/2.jpg"], [PhotoForm.Upload + hash]])
        {
            sent.Add(await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "A window", change: message => message with { Photos = photos })));
        }

        var calls = ((InMemoryShadowLog)sender.Services.GetRequiredService<IShadowLog>()).Calls;
        Assert.Equal(["sendPhoto", "sendMediaGroup", "sendPhoto"], calls.Select(call => call.Method));
        Assert.All(calls, call => Assert.Contains("\"caption\":\"A window\"", call.Arguments, StringComparison.Ordinal));
        Assert.All(["https://p.example/1.jpg", "https://p.example/2.jpg"], address => Assert.Contains(address, calls[1].Arguments, StringComparison.Ordinal));
        Assert.Contains("attach://", calls[2].Arguments, StringComparison.Ordinal);
        // A picture of an album has a number that no other message has.
        Assert.Equal([1L, 2, 3, 4], sent.SelectMany(message => message.TelegramMessageIds ?? [message.TelegramMessageId]));
        Assert.Empty(await telegram.MessagesAsync(Emulator.Staff));
        foreach (var method in new[] { "sendPhoto", "sendMediaGroup", "sendMessage" })
        {
            Assert.Empty(await telegram.CallsAsync(method));
        }
    }

    [Fact]
    public async Task The_limits_hold_in_the_shadow_too()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SHADOW"] = "true", ["SENDER_PRIVATE_INTERVAL_MS"] = "700", ["SENDER_PRIVATE_BURST"] = "1" });

        var first = await sender.Told.SentAsync(await sender.SendAsync(Anna, "one"));
        var second = await sender.Told.SentAsync(await sender.SendAsync(Anna, "two"));

        Assert.InRange((second.SentAt - first.SentAt).TotalMilliseconds, 500, 30_000);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task An_erasure_takes_out_the_calls_that_say_something_of_the_person_and_no_other(string kind)
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        IShadowLog log = kind == "redis" ? new RedisShadowLog(redis, TimeProvider.System) : new InMemoryShadowLog();
        foreach (var arguments in (string[])[
            """{"chat_id":"-1001","text":"<b>Anna &amp; Co</b> at ten"}""",
            """{"chat_id":"-1001","text":"Call 8 (900) 123-45-67"}""",
            """{"chat_id":4001,"text":"Your booking"}""",
            """{"chat_id":"-1001","caption":"with a dog","photo":"x"}""",
            """{"chat_id":"-1001","text":"Annabel at eleven"}"""])
        {
            await log.NoteAsync("sendMessage", arguments);
        }

        var person = new PersonTraces(["7"], ["Anna & Co"], ["+7 900 123-45-67"], ["with a dog"], ["4001"]);
        var erased = await log.EraseAsync(person);

        Assert.Equal((4, 0), (erased, await log.EraseAsync(person)));
        var left = kind == "redis" ? (await ShadowStream.ReadAsync(redis.GetDatabase())).Select(call => call.Arguments) : ((InMemoryShadowLog)log).Calls.Select(call => call.Arguments);
        Assert.Contains("Annabel", Assert.Single(left));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("redis")]
    public async Task An_album_takes_as_many_numbers_as_it_has_pictures(string kind)
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        IShadowLog log = kind == "redis" ? new RedisShadowLog(redis, TimeProvider.System) : new InMemoryShadowLog();

        var (before, album, after) = (await log.NoteAsync("sendMessage", "{}"), await log.NoteAsync("sendMediaGroup", "{}", messages: 3), await log.NoteAsync("sendMessage", "{}"));

        Assert.Equal((1L, 2L, 5L), (before, album, after));
    }

    [Fact]
    public async Task The_order_to_erase_traces_reaches_the_shadow()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SHADOW"] = "true" });
        await sender.Told.SentAsync(await sender.SendAsync(Anna, "Hello Anna Petrova"));

        var erased = (await sender.RequestAsync<EraseTraces, TracesErased>(new EraseTraces { MessageIds = [], ChatIds = [], Names = ["Anna Petrova"] })).Message;

        Assert.Equal(1, erased.Shadowed);
        Assert.Empty(((InMemoryShadowLog)sender.Services.GetRequiredService<IShadowLog>()).Calls);
    }

    [Fact]
    public async Task The_log_in_Redis_keeps_the_calls_in_their_order_page_by_page()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var database = redis.GetDatabase();
        var log = new RedisShadowLog(redis, TimeProvider.System);

        for (var number = 1; number <= 1001; number++)
        {
            Assert.Equal(number, await log.NoteAsync("sendMessage", $$"""{"text":"{{number}}"}"""));
        }

        Assert.Equal(Enumerable.Range(1, 1001).Select(number => $$"""{"text":"{{number}}"}"""), (await ShadowStream.ReadAsync(database)).Select(call => call.Arguments));
        await ShadowStream.ClearAsync(database);
        Assert.Empty(await ShadowStream.ReadAsync(database));
    }
}
