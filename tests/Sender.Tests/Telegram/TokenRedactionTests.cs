using System.Text;
using PhStudio.Messaging.Sender.Telegram;

namespace PhStudio.Messaging.Sender.Tests.Telegram;

public sealed class TokenRedactionTests
{
    private const string Secret = "AAbb-token_of-a_test";

    [Theory]
    [InlineData("no route for /bot123:" + Secret + "/sendMessage", "no route for /bot123:***/sendMessage")]
    [InlineData("url=%2Fbot123%3AAAbb-token_of-a_test%2FsendMessage", "url=%2Fbot123%3A***%2FsendMessage")]
    [InlineData("bot123%3AAAbb%2Dtoken%5fof%2da%5Ftest", "bot123%3A***")]
    [InlineData("bot123%253AAAbb%252Dtoken_of-a_test", "bot123%253A***")]
    [InlineData("bot123:AAbb\\u002dtoken\\u005Fof-a_test", "bot123:***")]
    [InlineData("Bad Request: chat not found", "Bad Request: chat not found")]
    [InlineData("aabb-token_of-a_test", "aabb-token_of-a_test")]
    public void The_token_is_taken_out_in_every_form(string text, string redacted)
    {
        Assert.Equal(redacted, new TokenRedaction("123:" + Secret).Redact(text));
    }

    [Fact]
    public void Every_other_byte_stays_as_it_is()
    {
        var body = Encoding.UTF8.GetBytes($"нет пути /bot123:{Secret}/ → 502");

        Assert.Equal("нет пути /bot123:***/ → 502", Encoding.UTF8.GetString(new TokenRedaction("123:" + Secret).Redact(body).Span));
    }
}
