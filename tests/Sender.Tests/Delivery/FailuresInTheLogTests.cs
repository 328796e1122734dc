using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Delivery;

namespace PhStudio.Messaging.Sender.Tests.Delivery;

/// <summary>What the log shows of a message that Telegram refuses.</summary>
public sealed class FailuresInTheLogTests
{
    [Fact]
    public void A_refusal_is_one_line_with_its_reason_and_no_stack()
    {
        Assert.Equal("DeliveryFailedException: ChatNotFound: Bad Request: chat not found", Thrown(new DeliveryFailedException(FailureReason.ChatNotFound, "Bad Request: chat not found")).ToString());
        Assert.Equal("TelegramUnavailableException: Telegram is unavailable: Bad Gateway", Thrown(new TelegramUnavailableException("Bad Gateway", 3)).ToString());
    }

    private static T Thrown<T>(T exception) where T : Exception => Assert.Throws<T>(new Action(() => throw exception));
}
