using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;
using PhStudio.Messaging.Gateway.Requests;

namespace PhStudio.Messaging.Gateway.Bot;

/// <summary>Sets and removes the webhook while everything runs. The Sender does it: it alone holds the token.</summary>
internal static class BotApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void MapBot(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/bot/webhook", Set);
        routes.MapDelete("/bot/webhook", Delete);
    }

    private static async Task<IResult> Set(HttpRequest request, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync<WebhookAddress>(request, cancellation);
        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be the public https:// address of POST /webhook"] });
        }

        return await Ask(new SetBotWebhook { Url = body.Url! }, publisher, cancellation);
    }

    private static Task<IResult> Delete(ConfirmedPublisher publisher, CancellationToken cancellation) => Ask(new DeleteBotWebhook(), publisher, cancellation);

    private static async Task<IResult> Ask<T>(T order, ConfirmedPublisher publisher, CancellationToken cancellation) where T : class =>
        await publisher.AskAsync(order, Patience, answers => answers.On<BotStatus>(), cancellation) switch
        {
            BotStatus { Error: null } status => TypedResults.Ok(status),
            BotStatus status => TypedResults.Problem(status.Error, statusCode: StatusCodes.Status502BadGateway, title: "Telegram refused"),
            _ => throw new NoAnswerException("The Sender did not answer in time; see GET /status."),
        };

    private sealed record WebhookAddress
    {
        [Required, StringLength(2000, MinimumLength = 8)]
        public string? Url { get; init; }
    }
}
