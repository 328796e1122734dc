using PhStudio.Messaging.Sender.Delivery.Steps;

namespace PhStudio.Messaging.Sender.Delivery;

/// <summary>
/// The steps of a delivery. A step passes on what it found in the delivery's context, and ends the delivery by setting its result.
/// A step with an answer says whether the next one runs.
/// </summary>
internal sealed class DeliveryPipeline(
    CheckStep check, WaitStep wait, EraseStep erase, FollowStep follow, ExpireStep expire, ReopenStep reopen, LatestEditStep latest, TargetStep target, RenderStep render, PartsStep parts, FormStep form,
    ScheduleStep schedule, AdmitStep admit, SendStep send, ClassifyStep classify, RecordStep record, RecordEditStep recordEdit, PublishStep publish, PublishEditStep publishEdit)
{
    /// <summary>Sends a message. Running twice for one message sends it once: the ledger knows it.</summary>
    public async Task SendAsync(MessageDelivery delivery)
    {
        // What is wrong does not wait first: it would come back in an envelope of ours.
        var isReady = (!CheckStep.IsRight(delivery) || await wait.RunAsync(delivery))
            && await erase.RunAsync(delivery)
            && await check.RunAsync(delivery)
            && await follow.RunAsync(delivery);
        try
        {
            _ = isReady
                && await expire.RunAsync(delivery)
                && await reopen.RunAsync(delivery)
                && await render.RunAsync(delivery)
                && await parts.RunAsync(delivery);

            // One request each round: for each part, in a simpler form, or again after a wait or in another chat.
            while (delivery.Result is null)
            {
                await form.RunAsync(delivery);
                if (await schedule.RunAsync(delivery) && await admit.RunAsync(delivery) && await erase.GoesOnAsync(delivery) && await parts.GoesOnAsync(delivery))
                {
                    await send.RunAsync(delivery);
                    await classify.RunAsync(delivery);
                }

                await record.RunAsync(delivery);
            }
        }
        catch (Exception own) when (publish.IsLast(delivery, own))
        {
            await publish.FailureAsync(delivery, own);
            throw;
        }

        await publish.RunAsync(delivery);
    }

    /// <summary>Edits a message that was sent before: it has no time, no parts and no entry of its own to claim.</summary>
    public async Task EditAsync(EditDelivery delivery)
    {
        // Checked after the message was looked for: its failure names the chat where that is known.
        _ = await erase.RunAsync(delivery)
            && await latest.RunAsync(delivery)
            && await target.RunAsync(delivery)
            && CheckStep.Run(delivery)
            && await render.RunAsync(delivery);

        while (delivery.Result is null)
        {
            // A later edit may have been ordered while this one waited, or its person erased.
            if (await schedule.RunAsync(delivery) && await admit.RunAsync(delivery) && await erase.RunAsync(delivery) && await latest.RunAsync(delivery))
            {
                await send.RunAsync(delivery);
                await classify.RunAsync(delivery);
            }

            await recordEdit.RunAsync(delivery);
        }

        await publishEdit.RunAsync(delivery);
    }
}
