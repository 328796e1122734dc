using System.Text;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary><c>POST /send/batch</c>: one result for each entry, also of thousands.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task A_batch_takes_the_good_ones_and_names_the_bad_ones()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send/batch", """{"messages":[{"chat_id":"1","text":"a"},{"chat_id":"home","text":"b"},7,{"chat_id":"3","text":"c","priority":5},{"chat_id":"4","text":"d"}]}""");

        Assert.Equal(202, status);
        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, false, false, false, true], results.Select(result => result.GetProperty("success").GetBoolean()));
        Assert.True(results[1].GetProperty("errors").TryGetProperty("chat_id", out _));
        await Eventually.TrueAsync("both good ones on the bus", () => gateway.Others.Got.Count == 2);
        Assert.All(gateway.Others.Got, got => Assert.Equal(Priority.Low, ((SendMessage)got).Priority));
    }

    [Fact]
    public async Task Two_entries_of_one_id_are_one_message_where_they_say_the_same_and_else_the_second_is_refused()
    {
        await using var gateway = await GatewayApp.StartAsync();
        const string First = """{"message_id":"0b0f8c2e-4a52-4d0a-9a86-5c6a3f1f7d11","chat_id":"1","text":"a"}""";

        var (_, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{First}},{{First.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)}},{{First}}]}""");

        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, false, true], results.Select(result => result.GetProperty("success").GetBoolean()));
        Assert.EndsWith("other content: text", results[1].GetProperty("error").GetString());
        await Eventually.TrueAsync("the first and its repetition on the bus", () => gateway.Others.Got.Count == 2);
        Assert.All(gateway.Others.Got, got => Assert.Equal("a", ((SendMessage)got).Text));
    }

    [Fact]
    public async Task A_batch_of_thousands_is_answered_one_by_one_in_its_order()
    {
        await using var gateway = await GatewayApp.StartAsync();
        var body = new StringBuilder("""{"messages":[""");
        for (var i = 1; i <= 3000; i++)
        {
            body.Append(i > 1 ? "," : "").Append($$"""{"chat_id":"{{i}}","text":"a"}""");
        }

        var (status, answer) = await gateway.PostAsync("/send/batch", body.Append("]}").ToString());

        Assert.Equal(202, status);
        Assert.Equal(Enumerable.Range(0, 3000), answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()));
        await Eventually.TrueAsync("3000 messages on the bus", () => gateway.Others.Got.Count == 3000);
        Assert.Equal(3000, gateway.Others.Got.Cast<SendMessage>().Select(message => message.ChatId).Distinct().Count());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"message":[]}""")]
    [InlineData("""{"messages":5}""")]
    [InlineData("nonsense")]
    [InlineData("""{"\ud800\ud800":[]}""")]
    public async Task A_batch_of_another_shape_is_refused(string body)
    {
        await using var gateway = await GatewayApp.StartAsync();

        Assert.Equal(400, (await gateway.PostAsync("/send/batch", body)).Status);
    }

    [Fact]
    public async Task A_batch_that_is_cut_short_says_which_ones_were_accepted()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send/batch", """{"messages":[{"chat_id":"1","text":"a"},{"chat_id":""");

        Assert.Equal(202, status);
        Assert.Single(body.GetProperty("results").EnumerateArray());
        Assert.Contains("after message 0", body.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(""","\ud800":[]}""", "half a surrogate pair")]
    [InlineData(""","messages":[{"chat_id":"3","text":"a"}]}""", "messages is given twice")]
    [InlineData(""","mesages":[]}""", "mesages is not known here")]
    public async Task What_stands_before_a_wrong_member_is_accepted_and_the_member_is_named(string behind, string sentence)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send/batch", """{"Messages":[{"chat_id":"1","text":"a"},{"chat_id":"2","text":"a"}]""" + behind);

        Assert.Equal(202, status);
        Assert.Equal([true, true], body.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("success").GetBoolean()));
        Assert.Contains(sentence, body.GetProperty("error").GetString());
        await Eventually.TrueAsync("both on the bus", () => gateway.Others.Got.Count == 2);
    }

    [Theory]
    [InlineData("""{"chat_id":2,"text":"a\x"}""")]
    [InlineData("""{"chat_id":2,"text":"a","thread_id":01}""")]
    [InlineData("""{"chat_id":NaN,"text":"a, ]}"}""")]
    [InlineData("""{"chat_id":2,"text":"a",}""")]
    [InlineData("""{"chat_id":2,"text":"a\x","silent":true}""")]
    [InlineData("{\"chat_id\":2,\"text\":\"a\nb\",\"silent\":true}")]
    [InlineData("""{"chat_id":2,"text":["a"}}""")]
    [InlineData("chat")]
    public async Task An_entry_that_is_no_JSON_has_its_result_and_does_not_stop_the_others(string entry)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{{entry}}, {"chat_id":"1","text":"a"} ,{{entry}},{"chat_id":"3","text":"a"},{{entry}}]}""");

        Assert.Equal(202, status);
        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([false, true, false, true, false], results.Select(result => result.GetProperty("success").GetBoolean()));
        Assert.All([0, 2, 4], index => Assert.StartsWith("The body must be one JSON object", results[index].GetProperty("error").GetString()));
        Assert.False(body.TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("""{"chat_id":1,"text":"5" pipe"}""")]
    [InlineData("""{"chat_id":1,"text":"pipe 5\"}""")]
    [InlineData("""{"chat_id":1,"text":"a "large" pipe, 5" wide"}""")]
    [InlineData("""{"chat_id":1 "text":"a"}""")]
    public async Task An_entry_whose_end_is_not_certain_ends_the_batch_and_no_later_one_gets_its_index(string entry)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (_, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{"chat_id":7,"text":"a"},{{entry}},{"chat_id":2,"text":"a"},{{entry}},{"chat_id":4,"text":"b"}]}""");

        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, false], results.Select(result => result.GetProperty("success").GetBoolean()));
        Assert.StartsWith("The body must be one JSON object", results[1].GetProperty("error").GetString());
        Assert.Contains("after message 1: it is no JSON, and where it ends is not certain. Nothing behind it was read.", body.GetProperty("error").GetString());
        await gateway.PostAsync("/send", """{"chat_id":8,"text":"behind the batch"}""");
        await Eventually.TrueAsync("the message behind the batch", () => gateway.Others.Got.Cast<SendMessage>().Any(message => message.ChatId == "8"));
        Assert.Equal(["7", "8"], gateway.Others.Got.Cast<SendMessage>().Select(message => message.ChatId).Order());
    }

    [Theory]
    [InlineData("""{"chat_id":"1","text":"a"},,{"chat_id":"2","text":"a"}]}""")]
    [InlineData("""{"chat_id":"1","text":"a"} {"chat_id":"2","text":"a"}]}""")]
    [InlineData("""{"chat_id":"1","text":"a"},]}""")]
    [InlineData("""{"chat_id":"1","text":"a"}}}""")]
    public async Task A_list_that_is_no_JSON_ends_the_batch(string behind)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (_, body) = await gateway.PostAsync("/send/batch", """{"messages":[""" + behind);

        Assert.True(Assert.Single(body.GetProperty("results").EnumerateArray()).GetProperty("success").GetBoolean());
        Assert.Contains("after message 0", body.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData(33)]
    [InlineData(5000)]
    public async Task An_entry_that_is_nested_too_deeply_is_named_and_does_not_stop_the_others(int levels)
    {
        await using var gateway = await GatewayApp.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("""{"a":""", levels)) + "1" + new string('}', levels);

        var (status, body) = await gateway.PostAsync("/send/batch", $$"""{"messages":[{"chat_id":"1","text":"a"},{"chat_id":"2","text":"a","reply_markup":{{deep}}},{"chat_id":"3","text":"a"}]}""");

        Assert.Equal(202, status);
        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([true, false, true], results.Select(result => result.GetProperty("success").GetBoolean()));
        Assert.Equal("must be nested at most 32 levels deep", results[1].GetProperty("errors").GetProperty("reply_markup")[0].GetString());
    }
}
