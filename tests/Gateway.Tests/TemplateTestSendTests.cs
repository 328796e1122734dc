using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.Gateway.Tests;

/// <summary>Templates that are sent: as a test, as a draft, and by <c>/send</c>.</summary>
public sealed class TemplateTestSendTests
{
    [Fact]
    public async Task A_test_send_orders_the_template_with_its_samples_or_with_values()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/templates/pending_head/en/test-send", """{"chat_id":123,"values":{"count":5}}""");
        await gateway.PostAsync("/templates/today_empty/ru/test-send", """{"chat_id":"-100123"}""");

        Assert.Equal((202, true), (status, body.GetProperty("success").GetBoolean()));
        var orders = await Eventually.GetAsync("both orders", () => Task.FromResult(gateway.Others.Got.OfType<SendMessage>().ToList()), got => got.Count == 2);
        var head = orders.Single(order => order.Template == "pending_head");
        Assert.Equal((body.GetProperty("message_id").GetGuid(), "123", "en", "5"), (head.MessageId, head.ChatId, head.Language, head.Values!["count"].GetRawText()));
        var today = orders.Single(order => order.Template == "today_empty");
        Assert.Equal(("-100123", "ru", "2026-12-24"), (today.ChatId, today.Language, today.Values!["date"].GetString()));
    }

    [Fact]
    public async Task A_draft_is_sent_as_the_text_that_it_makes()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, _) = await gateway.PostAsync("/templates/pending_head/en/test-send", """{"chat_id":"1","values":{"count":5},"source":"<b>{{ count }}</b> &amp; more"}""");
        await gateway.PostAsync("/templates/button_confirm/en/test-send", """{"chat_id":"2","source":"Yes <3"}""");

        Assert.Equal(202, status);
        var orders = await Eventually.GetAsync("both drafts", () => Task.FromResult(gateway.Others.Got.OfType<SendMessage>().OrderBy(order => order.ChatId).ToList()), got => got.Count == 2);
        Assert.Equal([("<b>5</b> &amp; more", null), ("Yes &lt;3", null)], orders.Select(order => (order.Text, order.Template)));
    }

    [Theory]
    [InlineData("""{"chat_id":"1","source":"{{ nobody }}"}""", "source")]
    [InlineData("""{}""", "chat_id")]
    [InlineData("""{"chat_id":"1","values":{}}""", "values.count")]
    [InlineData("""{"chat_id":"1","thread_id":0}""", "thread_id")]
    public async Task A_test_send_that_cannot_be_is_refused_by_field(string request, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/templates/pending_head/ru/test-send", request);

        Assert.Equal(422, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
        Assert.Empty(gateway.Others.Got);
    }

    [Fact]
    public async Task Send_takes_a_template_with_its_values()
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, _) = await gateway.PostAsync("/send", """{"chat_id":"1","template":"pending_head","language":"en","values":{"count":3}}""");

        Assert.Equal(202, status);
        var order = await Eventually.GetAsync("the order", () => Task.FromResult(gateway.Others.Got.OfType<SendMessage>().SingleOrDefault()), got => got is not null);
        Assert.Equal(("pending_head", "en", null, "3"), (order!.Template, order.Language, order.Text, order.Values!["count"].GetRawText()));
    }

    [Theory]
    [InlineData("""{"chat_id":"1","template":"pending_hed"}""", "template")]
    [InlineData("""{"chat_id":"1","template":"pending_head"}""", "values.count")]
    [InlineData("""{"chat_id":"1","template":"pending_head","values":{"count":"x"}}""", "values.count")]
    [InlineData("""{"chat_id":"1","template":"pending_head","values":{"count":-9223372036854775808}}""", "values.count")]
    [InlineData("""{"chat_id":"1","template":"pending_head","values":{"count":3},"text":"x"}""", "text")]
    public async Task Send_names_what_is_wrong_with_a_template(string request, string field)
    {
        await using var gateway = await GatewayApp.StartAsync();

        var (status, body) = await gateway.PostAsync("/send", request);

        Assert.Equal(422, status);
        Assert.True(body.GetProperty("errors").TryGetProperty(field, out _), body.GetRawText());
    }
}
