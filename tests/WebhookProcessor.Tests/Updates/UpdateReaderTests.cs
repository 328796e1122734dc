using PhStudio.Messaging.WebhookProcessor.Updates;

namespace PhStudio.Messaging.WebhookProcessor.Tests.Updates;

public sealed class UpdateReaderTests
{
    [Fact]
    public void A_press_is_read_with_presser_chat_and_data()
    {
        var update = UpdateReader.Read("""
            {"update_id":10,"callback_query":{"id":"4382","from":{"id":7,"is_bot":false,"first_name":"Анна","last_name":"К.","language_code":"ru"},
             "message":{"message_id":99,"date":0,"chat":{"id":-1001,"type":"supergroup","title":"Staff"}},"chat_instance":"1","data":"abc"}}
            """);

        var press = update.CallbackQuery!;
        Assert.Equal(("4382", 7, "Анна К.", "ru", -1001, 99, "abc"), (press.Id, press.From.Id, press.From.ShownName, press.From.LanguageCode, press.Message!.Chat.Id, press.Message.MessageId, press.Data));
    }

    [Fact]
    public void An_update_of_a_kind_that_we_do_not_read_is_an_update_all_the_same()
    {
        var update = UpdateReader.Read("""{"update_id":11,"poll_answer":{"poll_id":"5"}}""");

        Assert.Equal((11, null, null), (update.UpdateId, update.Message, update.CallbackQuery));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"update_id\":\"secret words\"}")]
    [InlineData("{\"update_id\":1,\"callback_query\":{\"id\":\"5\"}}")]
    [InlineData("{\"update_id\":1,\"message\":\"secret words\"}")]
    [InlineData("{\"update_id\":1,\"secret words")]
    public void What_cannot_be_read_is_refused_without_a_word_of_its_content(string raw)
    {
        var refusal = Assert.Throws<UnreadableUpdateException>(() => UpdateReader.Read(raw));

        Assert.DoesNotContain("secret", refusal.ToString());
    }

    [Theory]
    [InlineData("""{"id":5,"username":"olga"}""", "olga")]
    [InlineData("""{"id":5}""", "5")]
    [InlineData("""{"id":5,"first_name":" Ольга "}""", "Ольга")]
    public void A_person_has_a_name_to_show(string from, string shown)
    {
        var update = UpdateReader.Read("""{"update_id":1,"callback_query":{"id":"5","from":FROM}}""".Replace("FROM", from, StringComparison.Ordinal));

        Assert.Equal(shown, update.CallbackQuery!.From.ShownName);
    }
}
