using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

/// <summary>How often and when a call is tried again, in the words of the system before this one and in today's.</summary>
public sealed class RetrySettingsTests
{
    [Theory]
    [InlineData(null, null, null, 3, 1, 2)]
    [InlineData("3", "2.0", null, 2, 1, 2)]
    [InlineData("1", null, null, 0, 1, 2)]
    [InlineData(null, "1.5", "4", 3, 4, 1.5)]
    public void The_old_names_keep_the_old_meanings(string? attempts, string? factor, string? pause, int retries, double first, double growth)
    {
        var (read, problems) = Read(("TELEGRAM_MAX_RETRIES", attempts), ("TELEGRAM_RETRY_BACKOFF", factor), ("SENDER_RETRY_PAUSE", pause));

        Assert.Empty(problems);
        Assert.Equal((retries, first, growth), (read.Retries.MaxRetries, read.Retries.Pause.TotalSeconds, read.Retries.Factor));
        Assert.Equal(first * growth, read.Retries.PauseBefore(2, 0.5).TotalSeconds, 3);
    }

    [Theory]
    [InlineData("TELEGRAM_MAX_RETRIES", "0", "SENDER_RETRIES counts the repetitions only, and may be 0")]
    [InlineData("TELEGRAM_RETRY_BACKOFF", "0.05", "the pause before the first repetition is SENDER_RETRY_PAUSE")]
    public void A_value_of_the_meaning_between_is_refused_and_the_new_name_is_said(string name, string value, string sentence)
    {
        var (_, problems) = Read((name, value));

        Assert.Contains(sentence, Assert.Single(problems));
    }

    [Theory]
    [InlineData("1,NaN")]
    [InlineData("0")]
    [InlineData("10001")]
    public void A_wait_that_is_no_number_of_minutes_is_refused(string minutes) => Assert.Contains("SENDER_REDELIVERY_MINUTES", Assert.Single(Read(("SENDER_REDELIVERY_MINUTES", minutes)).Problems));

    [Fact]
    public void Both_ways_of_saying_it_together_are_refused()
    {
        var (_, problems) = Read(("TELEGRAM_MAX_RETRIES", "3"), ("SENDER_RETRIES", "2"));

        Assert.Contains("leave TELEGRAM_MAX_RETRIES out", Assert.Single(problems));
    }

    private static (SenderSettings Read, IReadOnlyList<string> Problems) Read(params (string Name, string? Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value))) { ["TELEGRAM_BOT_TOKEN"] = "1:token" });
        return (SenderSettings.Read(builder), builder.Settings().Problems);
    }
}
