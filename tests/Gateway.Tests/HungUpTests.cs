using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>A caller who hangs up while the broker confirms what it sent: the message goes out, so it is noted too.</summary>
public sealed class HungUpTests
{
    private const string Id = "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11";

    [Theory]
    [InlineData("/send")]
    [InlineData("/send?wait=30")]
    public async Task A_message_whose_caller_hung_up_before_it_was_confirmed_is_queued(string path)
    {
        var held = new HeldPublish(typeof(SendMessage));
        await using var gateway = await StartAsync(held);

        await HangUpAsync(gateway, held, path, $$"""{"message_id":"{{Id}}","chat_id":1,"text":"a"}""");

        var answer = await Eventually.GetAsync("the note", () => gateway.GetAsync($"/messages/{Id}"), answer => answer.Status == 200);
        Assert.Equal("queued", answer.Body.GetProperty("state").GetString());
        // What was accepted is known.
        Assert.Equal(409, (await gateway.PostAsync("/send", $$"""{"message_id":"{{Id}}","chat_id":1,"text":"b"}""")).Status);
    }

    [Fact]
    public async Task The_content_of_a_booking_whose_caller_hung_up_before_it_was_confirmed_is_remembered()
    {
        const string Booking = """{"id":"PH-1","service":"Family session","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7 900","people_count":2,"total_price":8000}""";
        var held = new HeldPublish(typeof(BookingCreated));
        await using var gateway = await StartAsync(held);

        await HangUpAsync(gateway, held, "/bookings", Booking);

        await Eventually.TrueAsync("the content", async () => await gateway.Services.GetRequiredService<IAcceptedContent>().FindAsync("booking:PH-1") is not null);
        Assert.Equal(409, (await gateway.PostAsync("/bookings", Booking.Replace("8000", "9000", StringComparison.Ordinal))).Status);
    }

    private static async Task<GatewayApp> StartAsync(HeldPublish held)
    {
        var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IStartupFilter>(held));
        gateway.Bus.ConnectPublishObserver(held);
        return gateway;
    }

    private static async Task HangUpAsync(GatewayApp gateway, HeldPublish held, string path, string json)
    {
        using var hangUp = new CancellationTokenSource();
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var call = gateway.Http.PostAsync(path, body, hangUp.Token);
        await held.IsHeld.WaitAsync(TestContext.Current.CancellationToken);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await held.HungUp.WaitAsync(TestContext.Current.CancellationToken);
        held.LetGo();
    }
}
