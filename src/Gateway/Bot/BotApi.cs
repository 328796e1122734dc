using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;

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

    private static Task<IResult> Set(WebhookAddress body, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            return Task.FromResult(ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be the public https:// address of POST /webhook"] }));
        return Ask(new SetBotWebhook { Url = body.Url! }, publisher, cancellation);
    }

    private static Task<IResult> Delete(ConfirmedPublisher publisher, CancellationToken cancellation) => Ask(new DeleteBotWebhook(), publisher, cancellation);

    private static async Task<IResult> Ask<T>(T order, ConfirmedPublisher publisher, CancellationToken cancellation) where T : class =>
        await publisher.AskAsync(order, Patience, answers => answers.On<BotStatus>(), cancellation) switch
        {
            BotStatus { Error: null } status => TypedResults.Ok(status),
            BotStatus status => TypedResults.Problem(status.Error, statusCode: StatusCodes.Status502BadGateway, title: "Telegram refused"),
            _ => throw new NoAnswerException("The Sender did not answer in time; see GET /status."),
        };

    private sealed record WebhookAddress([property: Required] string? Url);
}
