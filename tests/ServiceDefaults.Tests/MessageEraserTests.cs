using System.Text.Json.Nodes;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Privacy;

namespace PhStudio.Messaging.ServiceDefaults.Tests;

/// <summary>A person is taken out of every stored message, also out of one that nobody can read.</summary>
public sealed class MessageEraserTests
{
    private static readonly MessageEraser Eraser = new(MessageMark.Of("q8Zr-3vN1-kT0w-Xy72-mBc5-Lp94-sDf6-Gh3j"));
    private static readonly PersonTraces Anna = new(["7"], ["Anna Petrova"], ["+7 900 123-45-67"], [], ["123456789"]);

    [Theory]
    [InlineData("""{"chatId":"-1","text":"Anna Petrova","createdAt":"yesterday"}""", """{"chatId":"-1","text":"erased","createdAt":"yesterday"}""")]
    [InlineData("""{"text":"Anna Petrova"}""", """{"text":"erased"}""")]
    [InlineData("""{"text":"Anna Petrova","newer":1}""", """{"text":"erased","newer":1}""")]
    [InlineData("""["Anna Petrova",1]""", """["erased",1]""")]
    [InlineData("\"Anna Petrova\"", "\"erased\"")]
    [InlineData("""{"text":"Anna Petrova","text":"Anna Petrova"}""", """{"text":"erased","text":"erased"}""")]
    [InlineData("""{"text":"Anna Petrova" """, """{"text":"erased" """)]
    [InlineData("""{"text":"Anna Petrova","note":"\ud800"}""", """{"text":"erased","note":"\ud800"}""")]
    [InlineData("""{"chat_id":"\ud800","text":"Anna Petrova"}""", """{"chat_id":"\ud800","text":"erased"}""")]
    [InlineData("""{"text":"Anna Petrova","\ud800":1}""", """{"text":"erased","\ud800":1}""")]
    [InlineData("""{"text":"\u0041nna Petrova \\u0041\u000A","note":"\ud800"}""", """{"text":"erased \\u0041\u000A","note":"\ud800"}""")]
    [InlineData("""{"messageType":["\ud800"],"message":{"text":"Anna Petrova"}}""", """{"messageType":["\ud800"],"message":{"text":"erased"}}""")]
    public void One_that_cannot_be_read_loses_the_person_and_gets_no_mark(string body, string cleaned)
    {
        var result = Eraser.Clean(Anna, body, typeof(SendMessage).FullName);

        Assert.Equal((cleaned, null), (result?.Body, result?.Mark));
    }

    [Fact]
    public void One_that_can_be_read_is_marked_again()
    {
        var result = Eraser.Clean(Anna, """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"-1","text":"Anna Petrova","created_at":"2026-12-01T09:00:00Z"}""", typeof(SendMessage).FullName);

        Assert.Equal("erased", JsonNode.Parse(result!.Body!)!["text"]!.GetValue<string>());
        Assert.NotNull(result.Mark);
    }

    [Theory]
    [InlineData("""{"messageType":["urn:message:PhStudio.Messaging.Contracts:SendMessage"],"message":{"chatId":"-1","bookingId":"8","text":"Anna Petrova"}}""")]
    [InlineData("""{"chat_id":"-1","booking_id":"8","text":"Anna Petrova"}""")]
    public void Another_customers_message_keeps_the_first_name_that_both_have(string body)
    {
        Assert.Null(Eraser.Clean(new PersonTraces(["7"], ["Anna"], ["+7 900 123-45-67"], ["yes"], ["123456789"]), body, typeof(SendMessage).FullName));
        Assert.NotNull(Eraser.Clean(new PersonTraces(["8"], ["Anna"], [], [], []), body, typeof(SendMessage).FullName));
    }

    [Theory]
    [InlineData("""{"userId":123456789,"language":"ru","chosenAt":"2026-12-01T09:00:00Z"}""")]
    [InlineData("""{"user_id":123456789,"language":"ru","chosen_at":"2026-12-01T09:00:00Z"}""")]
    public void A_language_that_the_person_chose_goes_away(string body) =>
        Assert.Equal(new MessageEraser.Result(Body: null, Mark: null), Eraser.Clean(Anna, body, typeof(LanguageChosen).FullName));
}
