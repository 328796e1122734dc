using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

public sealed class DisabledButtonsTests
{
    private static readonly JsonElement Keyboard = JsonElement.Parse("""{"inline_keyboard":[[{"text":"Confirmed","disabled":{}}]]}""");

    [Fact]
    public async Task The_two_calls_together_last_no_longer_than_one()
    {
        var time = new FakeTimeProvider();
        var timeouts = new List<TimeSpan>();

        await new DisabledButtons(time).CallAsync(Keyboard, TimeSpan.FromSeconds(30), (_, timeout) =>
        {
            timeouts.Add(timeout);
            time.Advance(TimeSpan.FromSeconds(20));
            return Task.FromResult<TelegramResponse>(new TelegramResponse.Received(400, Encoding.UTF8.GetBytes("""{"ok":false,"error_code":400,"description":"Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"}""")));
        });

        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)], timeouts);
    }
}
