using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Telegram.Tests;

public sealed class FormTests
{
    [Theory]
    [InlineData("-1001234567890", true)]
    [InlineData("5", true)]
    [InlineData("@studio_news", true)]
    [InlineData("@abc", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("12345678901234567", false)]
    [InlineData("-1001234567890\n", false)]
    [InlineData("٣٤", false)]
    public void A_chat_is_named_by_its_number_or_public_name(string? text, bool isValid) => Assert.Equal(isValid, ChatId.IsValid(text));

    [Theory]
    [InlineData("5", true)]
    [InlineData("-5", false)]
    [InlineData("@studio_news", false)]
    public void A_positive_number_is_one_person(string chatId, bool isPrivate) => Assert.Equal(isPrivate, ChatId.IsPrivate(chatId));

    [Theory]
    [InlineData("aZ09_-", true)]
    [InlineData("", false)]
    [InlineData("with space", false)]
    [InlineData("line\n", false)]
    [InlineData("ключ", false)]
    public void A_webhook_secret_has_Telegrams_form(string text, bool isWellFormed) => Assert.Equal(isWellFormed, WebhookSecret.IsWellFormed(text));

    [Fact]
    public void A_webhook_secret_has_at_most_256_characters()
    {
        Assert.True(WebhookSecret.IsWellFormed(new string('a', 256)));
        Assert.False(WebhookSecret.IsWellFormed(new string('a', 257)));
    }

    [Fact]
    public void Only_the_whole_secret_matches()
    {
        var secret = new WebhookSecret("the_secret");

        Assert.True(secret.Matches("the_secret"));
        Assert.All(new[] { null, "", "the_secre", "the_secret_", "THE_SECRET" }, given => Assert.False(secret.Matches(given)));
    }

    [Fact]
    public void While_it_is_changed_both_secrets_match()
    {
        var secret = new WebhookSecret("the_secret", "the_next_one");

        Assert.True(secret.Matches("the_secret"));
        Assert.True(secret.Matches("the_next_one"));
        Assert.False(secret.Matches("another"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_secret_nobody_is_believed(string? none)
    {
        Assert.False(new WebhookSecret(none).Matches(none));
        Assert.False(new WebhookSecret(none).Matches(""));
    }

    [Theory]
    [InlineData(403, "Forbidden: bot was blocked by the user", FailureReason.Blocked)]
    [InlineData(403, "Forbidden: the group chat was deleted", FailureReason.Kicked)]
    [InlineData(403, "Forbidden: bot can't initiate conversation with a user", FailureReason.ChatNotFound)]
    [InlineData(400, "Bad Request: CHAT_WRITE_FORBIDDEN", FailureReason.Forbidden)]
    [InlineData(400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", FailureReason.Forbidden)]
    [InlineData(400, "Bad Request: CHAT_GUEST_SEND_FORBIDDEN", FailureReason.Forbidden)]
    [InlineData(400, "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", FailureReason.Refused)]
    [InlineData(400, "Bad Request: CHAT_RESTRICTED", FailureReason.Forbidden)]
    [InlineData(400, "Bad Request: CHANNEL_PRIVATE", FailureReason.Kicked)]
    [InlineData(400, "Bad Request: USER_BANNED_IN_CHANNEL", FailureReason.Kicked)]
    [InlineData(400, "Bad Request: USER_IS_BLOCKED", FailureReason.Blocked)]
    [InlineData(400, "Bad Request: INPUT_USER_DEACTIVATED", FailureReason.Blocked)]
    [InlineData(400, "Bad Request: message thread not found", FailureReason.ThreadNotFound)]
    [InlineData(403, "Forbidden: a sentence of tomorrow", FailureReason.Forbidden)]
    [InlineData(400, "Bad Request: a sentence of tomorrow", FailureReason.Refused)]
    public void A_refusals_words_have_a_class(int code, string description, FailureReason reason) => Assert.Equal(reason, ErrorTexts.ReasonOf(code, description));

    [Theory]
    [InlineData("Bad Request: failed to send message #2 with the error message \"Failed to get HTTP URL content\"", 2, true)]
    [InlineData("Bad Request: failed to send message #10 with the error message \"PHOTO_INVALID_DIMENSIONS\"", 10, false)]
    [InlineData("Bad Request: failed to send message #1 with the error message \"not enough rights to send photos to the chat\"", null, false)]
    [InlineData("Bad Request: failed to send message #1 with the error message \"CHAT_SEND_PHOTOS_FORBIDDEN\"", null, false)]
    [InlineData("Bad Request: failed to send message #1 with the error message \"CHAT_RESTRICTED\"", null, false)]
    [InlineData("Bad Request: wrong file identifier/HTTP URL specified", null, true)]
    [InlineData("Bad Request: wrong type of the web page content", null, false)]
    public void A_refused_photo_is_known_by_its_number_and_may_be_fetched_later(string description, int? number, bool mayPass)
    {
        Assert.Equal(number, ErrorTexts.RefusedPhoto(description));
        Assert.Equal(mayPass, ErrorTexts.IsUnfetchedPhoto(description));
    }
}
