using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Bot;
using PhStudio.Messaging.Sender.Delivery;
using PhStudio.Messaging.Sender.Platform;
using PhStudio.Messaging.Sender.Tests.Apps;
using PhStudio.Messaging.TestKit;

namespace PhStudio.Messaging.Sender.Tests;

/// <summary>Updates, webhook and status.</summary>
public sealed class BotTests
{
    [Fact]
    public async Task Without_a_webhook_the_updates_are_polled_and_each_is_published_once()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001);

        await telegram.SaysAsync(4001, "one");
        await telegram.SaysAsync(4001, "two");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"two\"", StringComparison.Ordinal));
        await telegram.SaysAsync(4001, "three");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"three\"", StringComparison.Ordinal));

        Assert.Equal(["one", "two", "three"], sender.Told.All<TelegramUpdateReceived>().Select(TextOf));
    }

    [Fact]
    public async Task Updates_are_polled_on_while_only_the_question_who_the_bot_is_fails()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001);
        await telegram.SaysAsync(4001, "one");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"one\"", StringComparison.Ordinal));

        await telegram.FaultAsync(new { kind = "server_error", method = "getMe" });
        await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus());
        Assert.NotNull(sender.Services.GetRequiredService<BotIdentity>().Problem);
        await telegram.SaysAsync(4001, "two");

        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"two\"", StringComparison.Ordinal));
        Assert.NotNull(sender.Services.GetRequiredService<BotIdentity>().Problem);
    }

    [Fact]
    public async Task A_Telegram_that_is_silent_is_told_as_that_before_the_asker_takes_the_Sender_for_gone()
    {
        var time = new WatchedTime(TimeProvider.System.GetUtcNow());
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, time: time);
        var before = await Eventually.GetAsync("the bot", StatusAsync, status => status.Connected && status.Error is null);
        string[] silent = ["getMe", "getWebhookInfo"];
        foreach (var method in silent)
        {
            await telegram.FaultAsync(new { kind = "hang", method });
        }

        var asked = StatusAsync();
        await Eventually.TrueAsync("both calls to be under way at once", async () => (await telegram.MetAsync()).Order(StringComparer.Ordinal).SequenceEqual(silent));
        time.Advance(SenderStatus.Question);
        var status = await asked.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);

        Assert.Equal((false, "Telegram does not answer within a second"), (status.Connected, status.Error));
        Assert.Equal((before.BotId, before.BotUserName, before.Updates, before.TelegramProblem), (status.BotId, status.BotUserName, status.Updates, status.TelegramProblem));

        async Task<BotStatus> StatusAsync() => (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message;
    }

    [Fact]
    public async Task A_chat_that_blocked_the_bot_is_listed_until_it_is_to_be_asked_again()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        var chats = sender.Services.GetRequiredService<Messaging.Sender.Admission.IChatStore>();
        await chats.UnreachableAsync("4001", FailureReason.Blocked);
        await chats.MigratedAsync("-1", "-1001");

        var unreachable = (await sender.RequestAsync<ListChats, ChatPage>(new ListChats { State = "unreachable" })).Message;
        var page = (await sender.RequestAsync<ListChats, ChatPage>(new ListChats { Limit = 1 })).Message;
        var rest = (await sender.RequestAsync<ListChats, ChatPage>(new ListChats { Limit = 1, After = page.Next })).Message;
        var recheck = (await sender.RequestAsync<RecheckChat, ChatRechecked>(new RecheckChat { ChatId = "4001" })).Message;

        Assert.Equal(("4001", "unreachable", FailureReason.Blocked), unreachable.Chats.Select(chat => (chat.ChatId, chat.State, chat.Reason!.Value)).Single());
        Assert.Equal(["-1", "4001"], page.Chats.Concat(rest.Chats).Select(chat => chat.ChatId).Order(StringComparer.Ordinal));
        Assert.Null(rest.Next);
        Assert.Equal("unreachable", recheck.Forgotten);
        Assert.Empty((await sender.RequestAsync<ListChats, ChatPage>(new ListChats { State = "unreachable" })).Message.Chats);
    }

    [Fact]
    public async Task What_the_bot_may_do_in_a_chat_is_asked_of_Telegram()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        await telegram.AddPeopleAsync(4001);
        await telegram.AddGroupAsync(-5001);
        await telegram.StandingAsync(-5001, "kicked");

        await telegram.AddNamedGroupAsync(-1005002, "studio_staff");

        var rights = (await sender.RequestAsync<GetChatRights, ChatRightsList>(new GetChatRights { ChatIds = [$"{Emulator.Staff}", "4001", "-77", "-5001", "@studio_staff"] })).Message.Chats;

        Assert.Equal(("administrator", true, true, true), (rights[0].Status!, rights[0].CanWrite!.Value, rights[0].CanPin!.Value, rights[0].CanReadAll!.Value));
        Assert.Equal(("private", true, true), (rights[1].Type!, rights[1].CanWrite!.Value, rights[1].CanReadAll!.Value));
        Assert.Equal((null, "Bad Request: chat not found"), (rights[2].CanWrite, rights[2].Error));
        Assert.NotEqual(true, rights[3].CanWrite);
        Assert.Equal(("@studio_staff", "-1005002"), (rights[4].ChatId, rights[4].Number));
    }

    [Fact]
    public async Task Updates_whose_publish_is_not_confirmed_are_polled_again_in_their_order()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        sender.Errors.Expect("TransportException");
        var trouble = new BrokerTrouble<TelegramUpdateReceived>();
        using var connected = sender.Services.GetRequiredService<IBus>().ConnectPublishObserver(trouble);
        await telegram.AddPeopleAsync(4001);
        await telegram.SaysAsync(4001, "one");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"one\"", StringComparison.Ordinal));

        trouble.LeaveUnconfirmed(2);
        await telegram.SaysAsync(4001, "two");
        await telegram.SaysAsync(4001, "three");
        await sender.Told.OfAsync<TelegramUpdateReceived>(update => update.Raw.Contains("\"three\"", StringComparison.Ordinal));

        Assert.Equal(["one", "two", "three"], sender.Told.All<TelegramUpdateReceived>().Select(TextOf));
        Assert.False(sender.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task What_a_Sender_holds_and_what_was_refused_again_is_told()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);
        Assert.Equal((0, null, 0), await HeldAndRefusedAsync());

        // Refused for its topic, then for its markup, then sent.
        await telegram.AddGroupAsync(-1004004, (7, "Bookings"));
        await sender.Told.SentAsync(await sender.SendAsync(-1004004, "only one <b>bad", change: message => message with { ThreadId = 4711 }));
        using var held = sender.Services.GetRequiredService<InFlightMessages>().TryTake(Order(Priority.Low, hour: 9));
        using var older = sender.Services.GetRequiredService<InFlightMessages>().TryTake(Order(Priority.Low, hour: 8));
        using var later = sender.Services.GetRequiredService<InFlightMessages>().TryTake(Order(Priority.Critical, hour: 7) with { SendAt = At(10) });

        var (inHand, since, refused) = await HeldAndRefusedAsync();
        Assert.Equal((3, true, 1), (inHand, since is not null, refused));
        var lanes = (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message.Lanes!;
        Assert.Equal([(Priority.Critical, At(10)), (Priority.Low, At(8))], lanes.Select(lane => (lane.Priority, lane.Since)));

        static DateTimeOffset At(int hour) => new(2026, 12, 1, hour, 0, 0, TimeSpan.Zero);

        static SendMessage Order(Priority priority, int hour) => new() { MessageId = Guid.NewGuid(), ChatId = "1", Text = "x", Priority = priority, CreatedAt = At(hour) };

        async Task<(int?, DateTimeOffset?, int?)> HeldAndRefusedAsync()
        {
            var status = (await sender.RequestAsync<GetBotStatus, BotStatus>(new GetBotStatus())).Message;
            return (status.InHand, status.InHandSince, status.RefusedAgain);
        }
    }

    [Fact]
    public async Task The_menu_of_commands_is_set()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.PublishAsync(new SetBotCommands { Language = "ru", Commands = [new BotCommand { Command = "help", Description = "Помощь" }] });

        await Eventually.TrueAsync("the menu", async () => (await telegram.CallsAsync("setMyCommands")).ContainsKey("200"));
        Assert.Equal([("help", "Помощь")], await telegram.MenuAsync("ru"));
        Assert.Empty(await telegram.MenuAsync(""));
    }

    [Fact]
    public async Task The_menu_of_commands_is_set_when_Telegram_is_back_however_many_attempts_that_takes()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_RETRIES"] = "0", ["SENDER_REDELIVERY_MINUTES"] = "0.001,0.002" });
        await telegram.FaultAsync(new { kind = "server_error", method = "setMyCommands", count = 5 });
        await telegram.FaultAsync(new { kind = "unauthorised", method = "setMyCommands", count = 1 });

        await sender.PublishAsync(new SetBotCommands { Language = "ru", Commands = [new BotCommand { Command = "help", Description = "Помощь" }] });

        await Eventually.GetAsync("the menu", () => telegram.CallsAsync("setMyCommands"), calls => calls.ContainsKey("200"));
        Assert.Equal(6, (await telegram.CallsAsync("setMyCommands")).Where(call => call.Key != "200").Sum(call => call.Value));
    }

    [Fact]
    public async Task A_menu_that_Telegram_refuses_is_given_up_at_once()
    {
        await using var broker = await VirtualHost.CreateAsync();
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram, new Dictionary<string, string?> { ["SENDER_REDELIVERY_MINUTES"] = "1" }, broker.Url, broker.Redis);
        sender.Errors.Expect("CommandsNotSetException");
        await telegram.FaultAsync(new { kind = "chat_not_found", method = "setMyCommands" });

        await sender.PublishAsync(new SetBotCommands { Commands = [new BotCommand { Command = "help", Description = "Help" }] });
        await Eventually.GetAsync("the refused menu", () => broker.MessagesAsync("bot-administration_error"), messages => messages.Count == 1);

        Assert.Equal(1, (await telegram.CallsAsync("setMyCommands"))["400"]);
    }

    [Fact]
    public async Task An_answer_to_a_press_that_nobody_knows_harms_nobody()
    {
        await using var telegram = await Emulator.StartAsync();
        await using var sender = await SenderApp.StartAsync(telegram);

        await sender.PublishAsync(new AnswerCallback { CallbackQueryId = "12345", Text = "Done" });

        await Eventually.TrueAsync("the answer", async () => (await telegram.CallsAsync("answerCallbackQuery")).ContainsKey("400"));
        await sender.Told.SentAsync(await sender.SendAsync(Emulator.Staff, "After"));
    }

    private static string TextOf(TelegramUpdateReceived update) => JsonDocument.Parse(update.Raw).RootElement.GetProperty("message").GetProperty("text").GetString()!;
}
