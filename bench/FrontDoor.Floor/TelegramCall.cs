using System.Net.Http.Headers;
using System.Text.Json;

namespace PhStudio.Messaging.FrontDoor.Floor;

/// <summary>One call of <c>sendMessage</c>, with a text and two buttons of about the length of a booking notification.</summary>
internal sealed class TelegramCall(Uri api, string token)
{
    private static readonly string Text = string.Join('\n', Enumerable.Repeat("<b>New booking</b>: portrait, 24 December, 10:00", 6));

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 50, ActivityHeadersPropagator = null });
    private readonly Uri _url = new($"{api.ToString().TrimEnd('/')}/bot{token}/sendMessage");

    public async Task SendAsync(Order order)
    {
        var id = order.Values["booking_id"].GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, _url)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
            {
                chat_id = order.ChatId,
                text = $"{Text}\n{id}",
                parse_mode = "HTML",
                reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Confirm", callback_data = $"confirm:{id}" }, new { text = "Reject", callback_data = $"reject:{id}" } } } },
            })),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var answer = await response.Content.ReadAsByteArrayAsync();
        using var read = JsonDocument.Parse(answer);
        if (!read.RootElement.GetProperty("ok").GetBoolean())
        {
            throw new InvalidOperationException("Telegram refused the message.");
        }
    }
}
