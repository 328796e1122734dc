using Microsoft.AspNetCore.Http;
using PhStudio.Messaging.WebConsole.Platform;

namespace PhStudio.Messaging.WebConsole.Tests;

/// <summary>When a session is over.</summary>
public sealed class SessionsTests
{
    private static readonly DateTimeOffset Morning = new(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly Operator Anna = new("id-of-anna", "anna", ["read"]);

    [Fact]
    public void A_session_ends_after_eight_hours_and_with_its_key()
    {
        var gateway = new Keys { Known = Anna };
        var user = Sessions.Principal(Anna, Morning);

        Assert.Equal(Anna, Sessions.KeyOf(user, gateway, Morning.AddHours(7.9)));
        Assert.Null(Sessions.KeyOf(user, gateway, Morning.AddHours(8.1)));
        gateway.Known = null;
        Assert.Null(Sessions.KeyOf(user, gateway, Morning.AddHours(1)));
        Assert.Null(Sessions.KeyOf(null, gateway, Morning));
    }

    [Theory]
    [InlineData("read", "operate", false)]
    [InlineData("operate", "operate", true)]
    [InlineData("administer", "operate", true)]
    public void An_administrators_key_is_shown_everything(string has, string needs, bool isShown) => Assert.Equal(isShown, new Operator("id", "name", [has]).May(needs));

    private sealed class Keys : IConsoleGateway
    {
        public Operator? Known { get; set; }

        public Operator? Find(string id) => Known?.Id == id ? Known : null;

        public Task<Operator?> SignInAsync(string? key, HttpContext context) => throw new NotSupportedException();

        public Task<GatewayAnswer> CallAsync(string id, GatewayCall call, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
