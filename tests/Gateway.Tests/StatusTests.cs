using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

public sealed class StatusTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("half_open")]
    [InlineData("closed")]
    public async Task The_status_shows_the_circuit_as_the_Sender_tells_it(string circuit)
    {
        await using var gateway = await GatewayApp.StartAsync();
        gateway.Others.Answer = _ => new BotStatus { Connected = true, Updates = "polling", Circuit = circuit };

        var (status, body) = await gateway.GetAsync("/status");

        Assert.Equal((200, circuit), (status, body.GetProperty("circuit").GetString()));
    }
}
