namespace PhStudio.Messaging.SystemTests;

/// <summary>Several staff chats: all copies come to show the same, also where a group becomes a supergroup in between.</summary>
public sealed class StaffChatsTests
{
    private const long Hall = -1010;
    private const long Desk = -1011;
    private static readonly Person Olga = new(810_001, "Ольга");

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_in_between_shows_each_decision_and_its_new_buttons_work()
    {
        await using var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["STAFF_CHATS"] = $$"""[{"chat":"{{Hall}}","service":"Family session"},{"chat":"{{Desk}}","service":"Family session"}]""",
            ["UNDO_WINDOW"] = "0",
            // Lanes of another name than everywhere else: what is published there is what is consumed from.
            ["TELEGRAM_QUEUE_NAME"] = "studio",
        });
        // Cards that the group left behind are edited before its move is known.
        cluster.Errors.MayLog("MessageNotFound: the group became a supergroup");
        foreach (var chat in new[] { Hall, Desk })
        {
            await cluster.Chats.AddGroupAsync(chat, [Olga]);
        }
        await cluster.Gateway.PostBookingAsync("first");
        await ShownAsync(cluster, Desk, 1, "first");
        await cluster.Gateway.PostBookingAsync("second");
        await ShownAsync(cluster, Desk, 1, "second");
        var second = (await ShownAsync(cluster, Hall, 1, "second"))[0];

        var supergroup = await cluster.Chats.MigrateAsync(Desk);
        await cluster.Gateway.PostBookingAsync("third");
        var third = (await ShownAsync(cluster, supergroup, 1, "third"))[0];
        // The copy of the second booking that stayed behind has the number that the third one's has in the supergroup.
        Assert.Contains((await cluster.Chats.MessagesAsync(Desk)), message => message.Id == third.Id && message.Text.Contains("second", StringComparison.Ordinal));

        await cluster.Chats.PressAsync(Hall, second.Id, Olga.Id, data: second.ButtonData[0]);

        Assert.StartsWith("✅", (await ShownAsync(cluster, supergroup, 1, "second"))[0].Text);
        Assert.True(Assert.Single(await ShownAsync(cluster, Hall, 1, "second")).Edited);
        Assert.Equal(third.ButtonData, Assert.Single(await ShownAsync(cluster, supergroup, 1, "third")).ButtonData);

        var popup = await cluster.Chats.PressAsync(supergroup, third.Id, Olga.Id, data: third.ButtonData[1]);
        Assert.Equal("❌ Отклонено", popup.Text);
        foreach (var chat in new[] { Hall, supergroup })
        {
            await Eventually.GetAsync($"the rejection in {chat}", () => ShownAsync(cluster, chat, 1, "third"), messages => messages is [{ Edited: true } message] && message.Text.StartsWith('❌'));
        }
        await Eventually.TrueAsync("both outcomes", () => cluster.Platform.Deliveries.Count == 2);
        var lanes = (await cluster.Broker.QueuesAsync()).Where(queue => queue.EndsWith("-normal", StringComparison.Ordinal));
        Assert.Equal(["studio-normal"], lanes);
    }

    private static async Task<IReadOnlyList<ChatMessage>> ShownAsync(Cluster cluster, long chat, int count, string booking) => await Eventually.GetAsync(
        $"{count} messages of {booking} in {chat}",
        async () => (await cluster.Chats.MessagesAsync(chat)).Where(message => message.Text.Contains(booking, StringComparison.Ordinal)).ToList(),
        messages => messages.Count == count);
}
