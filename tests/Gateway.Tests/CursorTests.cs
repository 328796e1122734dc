using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A cursor that a list cannot have answered is refused by all of them.</summary>
public sealed class CursorTests
{
    private const string Id = "0b0f8c2e4a524d0a9a865c6a3f1f7d11";

    [Fact]
    public async Task A_cursor_of_another_form_is_422_in_every_list()
    {
        await using var gateway = await GatewayApp.StartAsync();
        (string List, PageCursor Cursor)[] wrong =
        [
            ("/messages", new(5, "abc")), ("/messages", new(-1, "0")), ("/messages", new(-5, Id)), ("/messages?state=unknown", new(5, "msg_" + Id)),
            ("/bookings", new(-5, Id)), ("/bookings", new(5, "abc")),
            ("/outcomes", new(5, "abc")), ("/outcomes", new(-5, "msg_" + Id)), ("/outcomes", new(5, Id)),
            ("/chats", new(5, "abc")), ("/chats", new(-5, "777001")), ("/chats", new(5, Id)),
            ("/audit", new(5, "abc")), ("/audit", new(-1, "0")),
        ];

        foreach (var (list, cursor) in wrong)
        {
            var (status, problem) = await gateway.GetAsync($"{list}{(list.Contains('?') ? '&' : '?')}cursor={cursor}");
            Assert.Equal((list, cursor, 422, true), (list, cursor, status, status == 422 && problem.GetProperty("errors").TryGetProperty("cursor", out _)));
        }

        Assert.Empty(gateway.Others.Got);
        foreach (var (list, cursor) in new (string, PageCursor)[] { ("/messages", new(5, Id)), ("/outcomes", new(5, "msg_" + Id)), ("/audit", new(5, "0")) })
        {
            Assert.Equal((list, 200), (list, (await gateway.GetAsync($"{list}?cursor={cursor}")).Status));
        }
    }
}
