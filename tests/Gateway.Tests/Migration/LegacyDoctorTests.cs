using PhStudio.Messaging.Gateway.Operations.Doctor;

namespace PhStudio.Messaging.Gateway.Tests.Migration;

/// <summary>What <c>gateway doctor --legacy</c> says of the settings of the system before this one.</summary>
public sealed class LegacyDoctorTests
{
    private const string Token = "123456:a-token-that-nobody-reads";
    private const string Secret = "q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94";

    [Fact]
    public async Task Each_line_of_the_old_file_is_said_to_become_something_and_no_secret_is_shown()
    {
        var (code, said) = await RunAsync($"""
            # the old bot
            TELEGRAM_BOT_TOKEN={Token}
            export TELEGRAM_CHAT_ID="-1001234567890"
            TELEGRAM_WEBHOOK_URL=https://studio.example/api/telegram/hook
            TELEGRAM_WEBHOOK_SECRET={Secret}
            TELEGRAM_API_TIMEOUT=30
            TELEGRAM_POOL_SIZE=50
            TELEGRAM_MAX_RETRIES=3
            TELEGRAM_RETRY_BACKOFF=2.0
            TELEGRAM_RATE_LIMIT_REQUESTS=30
            TELEGRAM_RATE_LIMIT_WINDOW=1
            REDIS_URL=redis://default:a-password@localhost:6379/0
            TELEGRAM_QUEUE_NAME=telegram_messages
            TELEGRAM_DLQ_NAME=telegram_dlq
            DATABASE_URL=postgresql://user:hidden@localhost/studio
            """);

        Assert.Equal(1, code);
        Assert.Contains("ok      line 2: TELEGRAM_BOT_TOKEN: stays", said);
        Assert.Contains("ok      line 3: TELEGRAM_CHAT_ID=-1001234567890: stays", said);
        Assert.Contains("CHANGE  line 4: TELEGRAM_WEBHOOK_URL: stays, with /webhook as the end of its path, or let your proxy lead /api/telegram/hook there", said);
        Assert.Contains("ok      line 5: TELEGRAM_WEBHOOK_SECRET: stays", said);
        Assert.Contains("line 6: TELEGRAM_API_TIMEOUT=30: stays", said);
        Assert.Contains("line 7: TELEGRAM_POOL_SIZE=50: stays", said);
        Assert.Contains("line 10: TELEGRAM_RATE_LIMIT_REQUESTS=30: stays", said);
        Assert.Contains("line 11: TELEGRAM_RATE_LIMIT_WINDOW=1: stays", said);
        Assert.Contains("ok      line 8: TELEGRAM_MAX_RETRIES=3: stays: it still counts the attempts in all; SENDER_RETRIES=2", said);
        Assert.Contains("ok      line 9: TELEGRAM_RETRY_BACKOFF=2.0: stays: the factor", said);
        Assert.Contains("ok      line 12: REDIS_URL: stays", said);
        Assert.Contains("CHANGE  line 13: TELEGRAM_QUEUE_NAME=telegram_messages: becomes LEGACY_QUEUE=telegram_messages", said);
        Assert.Contains("CHANGE  line 14: TELEGRAM_DLQ_NAME=telegram_dlq: becomes LEGACY_DLQ=telegram_dlq", said);
        Assert.Contains("unused  line 15: DATABASE_URL: nothing reads it", said);
        Assert.Contains("ADD     RABBITMQ_URL: the broker", said);
        Assert.Contains("ADD     LEGACY_BUTTONS: true", said);
        Assert.Contains("7 things are to be done.", said);
        Assert.DoesNotContain("hidden", said);
        Assert.DoesNotContain("a-password", said);
        Assert.DoesNotContain(Token, said);
        Assert.DoesNotContain(Secret, said);
    }

    [Theory]
    [InlineData("TELEGRAM_MAX_RETRIES=0", "must be a whole number from 1 to 21")]
    [InlineData("TELEGRAM_RETRY_BACKOFF=0.5", "must be a number from 1 to 10")]
    [InlineData("TELEGRAM_API_TIMEOUT=soon", "must be a number from 0.1 to 300")]
    [InlineData("TELEGRAM_RATE_LIMIT_WINDOW=0", "must be a number from 0.1 to 86400")]
    [InlineData("TELEGRAM_CHAT_ID=staff", "must be")]
    [InlineData("TELEGRAM_WEBHOOK_SECRET=short", "is shorter than 16 characters")]
    [InlineData("REDIS_URL=localhost:6379", "does not begin with redis://")]
    public async Task A_value_with_which_no_service_starts_is_wrong(string line, string sentence)
    {
        var (code, said) = await RunAsync(line);

        Assert.Equal(1, code);
        Assert.Contains("WRONG   line 1: ", said);
        Assert.Contains(sentence, said);
    }

    [Fact]
    public async Task A_file_that_was_carried_over_leaves_nothing_to_do()
    {
        var (code, said) = await RunAsync($"""
            TELEGRAM_BOT_TOKEN={Token}
            LEGACY_QUEUE=telegram_messages
            LEGACY_BUTTONS=true
            RABBITMQ_URL=amqp://studio:hidden@localhost/
            GATEWAY_API_KEY_FILE=/run/secrets/gateway_api_key
            CALLBACK_SIGNING_KEY={Secret}
            """);

        Assert.Equal((0, true), (code, said.Contains("Nothing is to be done.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_another_word_are_named()
    {
        await using var errors = new StringWriter();

        Assert.Equal(2, await LegacyDoctor.RunAsync(["doctor", "--legacy", "/nowhere/.env"], TextWriter.Null, errors));
        Assert.Equal(2, await LegacyDoctor.RunAsync(["doctor", "--old"], TextWriter.Null, errors));
        Assert.Contains("There is no file /nowhere/.env.", errors.ToString());
        Assert.Contains("doctor --legacy FILE", errors.ToString());
    }

    private static async Task<(int Code, string Said)> RunAsync(string file)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, file, TestContext.Current.CancellationToken);
            await using var output = new StringWriter();
            return (await LegacyDoctor.RunAsync(["doctor", "--legacy", path], output, TextWriter.Null), output.ToString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
