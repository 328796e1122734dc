using System.Text.RegularExpressions;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations;

/// <summary>The chats with a problem, and a recheck of one. The Sender knows them and is asked.</summary>
internal static class ChatsApi
{
    // Telegram is asked.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    private static readonly string[] States = ["unreachable", "migrated", "limited"];

    public static void MapChats(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/chats", ListAsync).RequireRole(Role.Read);
        routes.MapGet("/chats/staff", StaffAsync).RequireRole(Role.Read);
        routes.MapPost("/chats/{id}/recheck", RecheckAsync).RequireRole(Role.Operate);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, ConfirmedPublisher publisher, StudioDay days, CancellationToken cancellationToken)
    {
        var query = new ListQuery(request, days);
        var question = new ListChats { State = query.OneOf("state", States), Limit = query.Limit, After = query.After(IsChat) };
        if (query.Refusal() is { } refusal)
        {
            return refusal;
        }

        var page = await publisher.AskQuestionAsync(question, answers => answers.On<ChatPage>(), cancellationToken) as ChatPage ?? throw NoAnswer();
        return TypedResults.Ok(new ListedChats(page.Chats, PageCursor.Of(page.Next)?.ToString()));
    }

    private static async Task<IResult> StaffAsync(ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var staff = await publisher.AskQuestionAsync(new ListStaffChats(), answers => answers.On<StaffChatList>(), cancellationToken) as StaffChatList
            ?? throw new NoAnswerException("The service that knows the staff chats did not answer in time; ask again.");
        var rights = await publisher.AskAsync(new GetChatRights { ChatIds = staff.ChatIds }, Timeout, answers => answers.On<ChatRightsList>(), cancellationToken) as ChatRightsList ?? throw NoAnswer();
        return TypedResults.Ok(rights);
    }

    private static async Task<IResult> RecheckAsync(RoutedId routed, HttpContext context, ConfirmedPublisher publisher, CancellationToken cancellationToken)
    {
        var order = new RecheckChat { ChatId = routed.Value };
        if (MessageValidator.Of(order) is { Count: > 0 } errors)
        {
            return ProblemResults.WrongFields(errors);
        }

        var answer = await publisher.AskForChangeAsync(order, Deadlines.Question, answers => answers.On<ChatRechecked>(), cancellationToken, accepted: () => AuditNote.BegunAsync(context, routed.Value, isOfPerson: true)) as ChatRechecked ?? throw NoAnswer();
        AuditNote.Set(context, routed.Value, before: answer.Forgotten, isOfPerson: true);
        return TypedResults.Ok(answer);
    }

    // Where those that are limited fill a page, no chat was looked at before the next.
    private static bool IsChat(PageCursor cursor) => cursor.Score >= 0 && (cursor.Member.Length == 0 || Regex.IsMatch(cursor.Member, ChatIdForm.Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

    private static NoAnswerException NoAnswer() => new("The Sender did not answer in time; ask again.");

    internal sealed record ListedChats(IReadOnlyList<ChatCondition> Chats, string? Next);
}
