using MassTransit;
using PhStudio.Messaging.Contracts;

namespace PhStudio.Messaging.WebhookProcessor.Staff;

/// <summary>Answers in which chats staff decide: those that became supergroups by their new number, those with a public name by the number that it was pinned to. Changes nothing, so it may run any number of times.</summary>
public sealed class StaffChatListConsumer(StaffChats chats, IChatMoves moves) : IConsumer<ListStaffChats>
{
    public async Task Consume(ConsumeContext<ListStaffChats> context)
    {
        var names = await Task.WhenAll(chats.All.Select(async chat => await moves.AfterAsync(chat) ?? chats.Numbers.GetValueOrDefault(chat, chat)));
        await context.RespondAsync(new StaffChatList { ChatIds = names });
    }
}
