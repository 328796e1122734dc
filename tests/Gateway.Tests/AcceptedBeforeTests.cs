using Microsoft.Extensions.DependencyInjection;
using PhStudio.Messaging.Gateway.Hosting;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>What the last release accepted, repeated today.</summary>
public sealed class AcceptedBeforeTests
{
    private const string Id = "0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11";

    [Fact]
    public async Task Its_message_id_is_taken_with_the_same_content_only()
    {
        await using var gateway = await GatewayApp.StartAsync();
        const string Message = $$$"""{"message_id":"{{{Id}}}","chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]},"link_preview_options":{"prefer_small_media":true,"is_disabled":false}}""";
        await gateway.PostAsync("/send", Message);
        var (accepted, key) = (gateway.Services.GetRequiredService<IAcceptedContent>(), $"message:{Guid.Parse(Id):N}");
        // Of each the SHA-256 of the JSON as it came.
        var before = new Dictionary<string, string>((await accepted.FindAsync(key))!) { ["reply_markup"] = "9cf125e21f1d8e6b", ["link_preview_options"] = "1cdd6cfb35b9f913" };
        await accepted.ForgetAsync([key]);
        await accepted.RememberAsync(key, before);

        var same = await gateway.PostAsync("/send", Message);
        var other = await gateway.PostAsync("/send", Message.Replace("\"A\"", "\"B\"", StringComparison.Ordinal));

        Assert.Equal((202, 409), (same.Status, other.Status));
        Assert.Equal("reply_markup", Assert.Single(other.Body.GetProperty("differs").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("/send", $$"""{"message_id":"{{Id}}","chat_id":1,"text":"b"}""")]
    [InlineData("/bookings", """{"id":"PH-1","service":"Family session","date":"2099-12-24","time_slots":["10:00"],"client_name":"Anna","client_phone":"+7 900","people_count":2,"total_price":8000}""")]
    public async Task What_differs_is_refused_also_where_Redis_goes_away_after_it_said_so(string path, string body)
    {
        await using var gateway = await GatewayApp.StartAsync(services: services => services.AddSingleton<IAcceptedContent, FadingContent>());

        Assert.Equal(409, (await gateway.PostAsync(path, body)).Status);
    }

    /// <summary>Knows something else under every id, the first time.</summary>
    private sealed class FadingContent : IAcceptedContent
    {
        private int _asked;

        public Task<IReadOnlyDictionary<string, string>?> FindAsync(string id) =>
            Task.FromResult(Interlocked.Increment(ref _asked) == 1 ? (IReadOnlyDictionary<string, string>?)new Dictionary<string, string> { ["text"] = "another", ["service"] = "another" } : null);

        public Task RememberAsync(string id, IReadOnlyDictionary<string, string> fields) => Task.CompletedTask;

        public Task LeaveAsync(string id) => Task.CompletedTask;

        public Task ForgetAsync(IReadOnlyCollection<string> ids) => Task.CompletedTask;
    }
}
