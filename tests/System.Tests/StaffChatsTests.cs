namespace PhStudio.Messaging.SystemTests;

/// <summary>Several staff chats: who is asked, how all copies come to show the same, and a group that becomes a supergroup in between.</summary>
public sealed class StaffChatsTests
{
    private const long Hall = -1010;
    private const long Desk = -1011;
    private const long Portraits = -1012;
    private static readonly Person Olga = new(810_001, "Ольга");

    [Fact]
    public async Task A_booking_goes_to_the_chats_of_its_service_and_to_the_staff_chat_where_none_fits()
    {
        await using var cluster = await StartAsync();

        await cluster.Gateway.PostBookingAsync("both");
        await cluster.Gateway.PostBookingAsync("portrait", service: "portrait");
        await cluster.Gateway.PostBookingAsync("other", service: "Something else");

        Assert.Contains("both", Assert.Single(await ShownAsync(cluster, Hall, 1)).Text);
        Assert.Contains("both", Assert.Single(await ShownAsync(cluster, Desk, 1)).Text);
        Assert.Contains("portrait", Assert.Single(await ShownAsync(cluster, Portraits, 1)).Text);
        Assert.Contains("other", Assert.Single(await ShownAsync(cluster, Cluster.StaffChat, 1)).Text);
        Assert.Equal(4, (await cluster.Chats.RequestsAsync()).GetProperty("accepted_sends").GetInt32());
    }

    [Fact]
    public async Task A_group_that_becomes_a_supergroup_in_between_shows_each_decision_and_its_new_buttons_work()
    {
        await using var cluster = await StartAsync();
        await cluster.Gateway.PostBookingAsync("first");
        await ShownAsync(cluster, Desk, 1);
        await cluster.Gateway.PostBookingAsync("second");
        await ShownAsync(cluster, Desk, 2);
        var hall = await ShownAsync(cluster, Hall, 2);

        var supergroup = await cluster.Chats.MigrateAsync(Desk);
        await cluster.Gateway.PostBookingAsync("third");
        var third = (await ShownAsync(cluster, supergroup, 1, "third"))[0];
        var second = hall.Single(message => message.Text.Contains("second", StringComparison.Ordinal));
        // The copy of the second booking that stayed behind has the number that the third one's has in the supergroup.
        Assert.Contains((await cluster.Chats.MessagesAsync(Desk)), message => message.Id == third.Id && message.Text.Contains("second", StringComparison.Ordinal));

        await cluster.Chats.PressAsync(Hall, second.Id, Olga.Id, data: second.ButtonData[0]);

        Assert.StartsWith("✅", (await ShownAsync(cluster, supergroup, 1, "second"))[0].Text);
        Assert.True(Assert.Single(await ShownAsync(cluster, Hall, 1, "second")).Edited);
        Assert.Equal(third.ButtonData, Assert.Single(await ShownAsync(cluster, supergroup, 1, "third")).ButtonData);

        var popup = await cluster.Chats.PressAsync(supergroup, third.Id, Olga.Id, data: third.ButtonData[1]);
        Assert.Equal("❌ Отклонено", popup.Text);
        foreach (var chat in new[] { Hall, supergroup })
            await Eventually.Get($"the rejection in {chat}", () => ShownAsync(cluster, chat, 1, "third"), messages => messages is [{ Edited: true } message] && message.Text.StartsWith('❌'));
        await Eventually.True("both outcomes", () => cluster.Platform.Deliveries.Count == 2);
    }

    private static async Task<Cluster> StartAsync()
    {
        var cluster = await Cluster.StartAsync(settings: new Dictionary<string, string>
        {
            ["STAFF_CHATS"] = $$"""[{"chat":"{{Hall}}","service":"Family session"},{"chat":"{{Desk}}","service":"Family session"},{"chat":"{{Portraits}}","service":"Portrait"}]""",
            ["UNDO_WINDOW"] = "0",
        });
        foreach (var chat in new[] { Hall, Desk, Portraits })
            await cluster.Chats.AddGroupAsync(chat, [Olga]);
        return cluster;
    }

    private static async Task<IReadOnlyList<ChatMessage>> ShownAsync(Cluster cluster, long chat, int count, string? booking = null) => await Eventually.Get(
        $"{count} messages of {booking ?? "bookings"} in {chat}",
        async () => (await cluster.Chats.MessagesAsync(chat)).Where(message => message.Text.Contains(booking ?? "", StringComparison.Ordinal)).ToList(),
        messages => messages.Count == count);
}
