using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What is in the way of chats.</summary>
public sealed class ChatsTests
{
    private static readonly DateTimeOffset At = new(2026, 12, 24, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Chats_are_listed_page_by_page()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is ListChats asked
            ? new ChatPage { Chats = [new ChatCondition { ChatId = asked.After is null ? "1" : "2", State = "unreachable", Reason = FailureReason.Blocked, Refusals = 2, Until = At, At = At }], Next = asked.After is null ? "1796115600000:1" : null }
            : null;

        var first = await AnsweredAsync(gateway, "/chats?state=unreachable&limit=1");
        var second = await AnsweredAsync(gateway, $"/chats?state=unreachable&limit=1&cursor={first.GetProperty("next").GetString()}");

        Assert.Equal(("1", "blocked"), (first.GetProperty("chats")[0].GetProperty("chat_id").GetString(), first.GetProperty("chats")[0].GetProperty("reason").GetString()));
        Assert.Equal("2", second.GetProperty("chats")[0].GetProperty("chat_id").GetString());
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(["unreachable/1/", "unreachable/1/1796115600000:1"], gateway.Others.Got.OfType<ListChats>().Select(asked => $"{asked.State}/{asked.Limit}/{asked.After}").Distinct());
    }

    [Fact]
    public async Task A_chat_is_asked_for_again_and_the_audit_says_what_was_forgotten()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question is RecheckChat order ? new ChatRechecked { ChatId = order.ChatId, Forgotten = "migrated" } : null;

        var (status, answer) = await Eventually.GetAsync("the Sender's answer", () => gateway.PostAsync("/chats/-1001/recheck", ""), answer => answer.Status != 503);
        var audit = (await gateway.GetAsync("/audit")).Body.GetProperty("records")[0];

        Assert.Equal((200, "migrated"), (status, answer.GetProperty("forgotten").GetString()));
        Assert.Equal(("POST /chats/{id}/recheck", "-1001", "migrated"), (audit.GetProperty("what").GetString(), audit.GetProperty("target").GetString(), audit.GetProperty("before").GetString()));
        Assert.Equal(422, (await gateway.PostAsync("/chats/nobody/recheck", "")).Status);
    }

    [Fact]
    public async Task Of_the_staff_chats_it_is_told_what_the_bot_may_do_there()
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = question => question switch
        {
            ListStaffChats => new StaffChatList { ChatIds = ["-1001", "-1002"] },
            GetChatRights asked => new ChatRightsList { Chats = [.. asked.ChatIds.Select(chat => new ChatRights { ChatId = chat, Type = "supergroup", Status = "member", CanWrite = chat == "-1001", CanPin = false, CanReadAll = false })] },
            _ => null,
        };

        var answer = await AnsweredAsync(gateway, "/chats/staff");

        Assert.Equal([("-1001", true), ("-1002", false)], answer.GetProperty("chats").EnumerateArray().Select(chat => (chat.GetProperty("chat_id").GetString()!, chat.GetProperty("can_write").GetBoolean())));
    }

    [Fact]
    public async Task Without_the_Sender_the_answer_is_503()
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(503, (await gateway.GetAsync("/chats")).Status);
        Assert.Equal(503, (await gateway.GetAsync("/chats/staff")).Status);
        Assert.Equal(503, (await gateway.PostAsync("/chats/1/recheck", "")).Status);
    }

    /// <summary>On a busy machine the others may answer later than the Gateway waits: then it says 503, and is asked again.</summary>
    private static async Task<System.Text.Json.JsonElement> AnsweredAsync(GatewayApp gateway, string path) =>
        (await Eventually.GetAsync($"the answer of {path}", () => gateway.GetAsync(path), answer => answer.Status == 200)).Body;
}
