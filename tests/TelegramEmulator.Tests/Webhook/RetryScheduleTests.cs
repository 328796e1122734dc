using PhStudio.Messaging.TelegramEmulator.Updates;

namespace PhStudio.Messaging.TelegramEmulator.Tests.Webhook;

public class RetryScheduleTests
{
    [Theory]
    [InlineData(0, null, 0, 0)]
    [InlineData(1, null, 0, 2)]
    [InlineData(2, null, 0, 4)]
    [InlineData(3, null, 0, 8)]
    [InlineData(4, null, 0, 16)]
    [InlineData(5, null, 0, 32)]
    [InlineData(6, null, 0, 60)]
    [InlineData(6, null, 0.5, 90)]
    [InlineData(600, null, 1, 120)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(6, 1, 0, 1)]
    [InlineData(0, 100_000, 0, 3600)]
    [InlineData(1, 0, 0, 2)]
    [InlineData(1, -5, 0, 2)]
    public void The_wait_after_a_failure_follows_the_schedule_unless_the_answer_asks_for_another(int failures, int? retryAfter, double jitter, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetrySchedule.Wait(failures, retryAfter, jitter));
}
