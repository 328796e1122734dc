using PhStudio.Messaging.Sender.Platform;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

public sealed class RetryOptionsTests
{
    [Theory]
    [InlineData(1, 0.5, 1)]
    [InlineData(2, 0.5, 2)]
    [InlineData(3, 0.5, 4)]
    [InlineData(7, 0.5, 60)]
    [InlineData(30, 1, 60)]
    [InlineData(1, 0, 0.75)]
    [InlineData(1, 1, 1.25)]
    public void The_pause_doubles_up_to_a_minute_and_differs_by_chance(int retry, double chance, double seconds) =>
        Assert.Equal(seconds, new RetryOptions().PauseBefore(retry, chance).TotalSeconds, 3);

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(3, 0, false)]
    [InlineData(2, 4, false)]
    [InlineData(3, 4, true)]
    public void The_last_attempt_is_the_last_retry_of_the_last_redelivery(int retry, int redelivery, bool last) =>
        Assert.Equal(last, new RetryOptions().IsLast(retry, redelivery));
}
