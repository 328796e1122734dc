using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Sender.Content;

namespace PhStudio.Messaging.Sender.Tests.Content;

/// <summary>In which calls a message goes out.</summary>
public sealed class MessageLayoutTests
{
    [Theory]
    [InlineData(5000, 0)]
    [InlineData(5000, 1)]
    [InlineData(2000, 1)]
    [InlineData(5000, 2)]
    public void A_long_text_of_which_nothing_is_seen_is_refused_before_a_photo_is_sent(int lines, int photos)
    {
        var order = new SendMessage
        {
            MessageId = Guid.NewGuid(),
            ChatId = "1",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Photos = photos == 0 ? null : [.. Enumerable.Repeat("https://studio.example/a.jpg", photos)],
        };

        var refused = Assert.Throws<UnrenderableException>(() => MessageLayout.Of(order, new Text(new string('\n', lines), "HTML")));

        Assert.Equal((FailureReason.Invalid, "nothing of the text is seen"), (refused.Reason, refused.Message));
    }

    [Fact]
    public void The_same_below_a_photo_where_it_is_short_is_left_to_Telegram() =>
        Assert.Single(MessageLayout.Of(new SendMessage { MessageId = Guid.NewGuid(), ChatId = "1", CreatedAt = DateTimeOffset.UnixEpoch, Photos = ["https://studio.example/a.jpg"] }, new Text("\n", "HTML")));
}
