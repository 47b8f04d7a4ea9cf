"""The journal as an auditor searches it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yulin.access.divisions import bounds
from yulin.access.models import JournalEntry
from yulin.entitlements.models import Run
from yulin.intake.models import Upload
from yulin.registry.models import CorrectionRequest, IdentityLink, NameChange, Person
from yulin.web.officer.listing import code_of

WORDS = {
    "access.account.disable": _("停用账号"),
    "access.account.enable": _("启用账号"),
    "access.account.open": _("开立账号"),
    "access.backup.make": _("制作备份"),
    "access.backup.restore": _("从备份恢复"),
    "access.demo_account.ensure": _("设立演示账号"),
    "access.duty.approve": _("批准岗位"),
    "access.duty.check": _("核对岗位申请"),
    "access.duty.end": _("免去岗位"),
    "access.duty.found": _("任命首任管理员"),
    "access.duty.refuse": _("退回岗位申请"),
    "access.duty.request": _("申请岗位"),
    "access.identity.link": _("首次用统一身份登录"),
    "access.identity.mismatch": _("统一身份证件信息不符"),
    "access.journal.export": _("导出操作日志"),
    "access.key.reseal": _("用新密钥重新加密"),
    "access.key.rotate": _("更换密钥"),
    "access.lock.lift": _("解除登录锁定"),
    "access.one_time_code.enrol": _("启用动态口令"),
    "access.one_time_code.remove": _("停用动态口令"),
    "access.passkey.add": _("登记通行密钥"),
    "access.passkey.remove": _("删去通行密钥"),
    "access.token.make": _("建立接口令牌"),
    "access.token.revoke": _("撤销接口令牌"),
    "access.password.change": _("更换密码"),
    "access.recovery_code.use": _("使用恢复码"),
    "access.recovery_codes.renew": _("换发恢复码"),
    "access.session.begin": _("登录"),
    "access.session.end": _("退出一处登录"),
    "access.session.refuse": _("登录被拒"),
    "access.sessions.end": _("退出全部登录"),
    "access.set_up_code.issue": _("发启用码"),
    "campus.agreement.draft": _("登记合作协议草案"),
    "campus.agreement.end": _("终止合作协议"),
    "campus.agreement.fulfil": _("记下约定事项完成"),
    "campus.agreement.liaise": _("记下联络"),
    "campus.agreement.promise": _("增加约定事项"),
    "campus.agreement.sign": _("记下协议签订"),
    "campus.award.granted": _("同意发放奖学金"),
    "campus.award.propose": _("提出奖学金"),
    "campus.award.refused": _("不予发放奖学金"),
    "campus.demo.load": _("装入演示校地合作"),
    "campus.entry.group": _("调整实习优先组"),
    "campus.entry.wish": _("填写实习志愿"),
    "campus.entry.withdraw": _("退出实习轮次"),
    "campus.internship.accepted": _("确认实习岗位或退回结束"),
    "campus.internship.apply": _("实习转投递"),
    "campus.internship.attend": _("记实习出勤"),
    "campus.internship.declined": _("放弃实习岗位"),
    "campus.internship.done": _("确认实习完成"),
    "campus.internship.left": _("中途退出实习"),
    "campus.internship.reported": _("报实习结束"),
    "campus.listing.keep": _("维护院校名单"),
    "campus.order.closed": _("结束培训订单"),
    "campus.order.dropped": _("记学员未完成"),
    "campus.order.enrol": _("报名订单培训"),
    "campus.order.finished": _("记学员合格"),
    "campus.order.place": _("下培训订单"),
    "campus.order.training": _("订单开班"),
    "campus.place.offer": _("报实习岗位"),
    "campus.place.resize": _("调整实习名额"),
    "campus.round.assign": _("分配实习岗位"),
    "campus.round.ended": _("结束实习轮次"),
    "campus.round.export": _("导出实习安排"),
    "campus.round.make": _("建立实习轮次"),
    "campus.round.open": _("发布实习轮次"),
    "campus.school.add": _("增加合作院校"),
    "campus.school.contact": _("增加院校联系人"),
    "campus.school.teach": _("登记院校专业"),
    "campus.students.agree": _("同意学校统计去向"),
    "campus.students.decline": _("收回统计去向的同意"),
    "campus.students.match": _("重新核对学生"),
    "campus.students.name": _("登记学生名单"),
    "campus.visit.attend": _("参访签到"),
    "campus.visit.bring": _("参访报名"),
    "campus.visit.done": _("结束参访"),
    "campus.visit.open": _("发布参访"),
    "campus.visit.plan": _("安排参访"),
    "campus.visit.stop": _("增加参访行程"),
    "campus.visit.tell": _("评价参访"),
    "campus.wish.answer": _("对志愿表态"),
    "control.campaign.cancel": _("作废抽查"),
    "control.campaign.commit": _("固定抽查名单"),
    "control.campaign.draw": _("抽取并公布种子"),
    "control.campaign.export": _("导出抽查文件"),
    "control.campaign.make": _("编制抽查、公布种子承诺"),
    "control.finding.answer": _("答复核查结论"),
    "control.finding.confirm": _("确认核查结论"),
    "control.finding.propose": _("提出核查结论"),
    "control.finding.refuse": _("不同意核查结论"),
    "control.rechecks.plan": _("安排付款后复核"),
    "control.rechecks.run": _("办理付款后复核"),
    "control.signal.assigned": _("分派疑点"),
    "control.signal.checking": _("疑点需要核查"),
    "control.signal.explained": _("疑点已说明"),
    "control.signal.held": _("因疑点暂停发放"),
    "control.signal.proposed": _("疑点已有结论"),
    "control.signals.scan": _("查找疑点"),
    "control.threshold.set": _("改疑点界限"),
    "entitlements.choice.make": _("选定待遇"),
    "entitlements.choice.undo": _("撤销待遇选择"),
    "entitlements.grant.recover": _("待遇已全部退回"),
    "entitlements.grant.stop": _("停发享受"),
    "entitlements.grant.resume": _("据人工决定恢复享受"),
    "entitlements.stop.ask": _("提出停发"),
    "entitlements.stop.agree": _("核准停发"),
    "entitlements.stop.refuse": _("不核准停发"),
    "entitlements.hold.place": _("人工暂停待遇"),
    "entitlements.hold.release": _("解除人工暂停"),
    "entitlements.objection.answer": _("答复异议"),
    "entitlements.objection.make": _("提出异议或请人复核"),
    "entitlements.objection.withdraw": _("撤回异议"),
    "entitlements.rehearsal.cancel": _("取消演练"),
    "entitlements.rehearsal.delete": _("删除演练"),
    "entitlements.rehearsal.export": _("导出演练"),
    "entitlements.rehearsal.fail": _("演练失败"),
    "entitlements.rehearsal.finish": _("完成演练"),
    "entitlements.rehearsal.request": _("发起演练"),
    "entitlements.ruling.confirm": _("核准人工决定"),
    "entitlements.ruling.end": _("终止人工决定"),
    "entitlements.ruling.propose": _("拟定人工决定"),
    "entitlements.ruling.refuse": _("不核准人工决定"),
    "entitlements.run.accrue": _("据计算计发"),
    "entitlements.run.cancel": _("取消计算"),
    "entitlements.run.export": _("导出结果"),
    "entitlements.run.fail": _("计算失败"),
    "entitlements.run.finish": _("完成计算"),
    "entitlements.run.prune": _("清理旧计算"),
    "entitlements.run.request": _("发起计算"),
    "entitlements.run.start": _("开始计算"),
    "intake.report.download": _("下载错误报告"),
    "intake.upload.check": _("核对文件"),
    "intake.upload.confirm": _("确认入库"),
    "intake.upload.discard": _("放弃文件"),
    "intake.upload.empty": _("到期删除文件"),
    "intake.upload.expire": _("到期放弃文件"),
    "intake.upload.load": _("文件入库"),
    "intake.upload.receive": _("收到文件"),
    "intake.upload.refuse": _("拒绝文件"),
    "events.campaign.aim": _("定计划的目标"),
    "events.campaign.change": _("修改引才计划"),
    "events.campaign.close": _("结束引才计划"),
    "events.campaign.link": _("计划加入政策"),
    "events.campaign.make": _("建立引才计划"),
    "events.campaign.publish": _("公布引才计划"),
    "events.campaign.unaim": _("删去计划的目标"),
    "events.campaign.unlink": _("计划移除政策"),
    "events.campaigns.load": _("装入演示引才计划"),
    "events.event.list": _("活动归入计划和日历"),
    "events.figure.print": _("记录公布的数字"),
    "events.figure.withdraw": _("撤回公布的数字"),
    "events.letter.draft": _("起草致信"),
    "events.letter.drop": _("删去致信草稿"),
    "events.letter.send": _("发出致信"),
    "events.stream.open": _("登记直播场次"),
    "events.stream.report": _("填报直播数字"),
    "events.stream.show": _("直播展示岗位"),
    "events.trip.approve": _("批准出行"),
    "events.trip.budget": _("定出行预算"),
    "events.trip.cost": _("登记出行费用"),
    "events.trip.join": _("加出行成员"),
    "events.trip.leg": _("登记行程"),
    "events.trip.plan": _("填报出行"),
    "events.trip.refuse": _("退回出行"),
    "events.trip.remove": _("删去行程或费用"),
    "events.trip.submit": _("提交出行"),
    "events.booths.lay": _("排展位"),
    "events.booths.remove": _("撤去空展位"),
    "events.event.cancel": _("取消活动"),
    "events.event.change": _("修改活动"),
    "events.event.closed": _("结束活动"),
    "events.event.draft": _("起草活动"),
    "events.event.open": _("开放报名"),
    "events.event.published": _("发布活动"),
    "events.event.running": _("开始活动"),
    "events.event.settled": _("活动结项"),
    "events.demo.load": _("装入演示活动"),
    "events.firm.accept": _("安排展位"),
    "events.firm.apply": _("申请展位"),
    "events.firm.bring": _("带岗位参加活动"),
    "events.firm.decline": _("谢绝参展邀请"),
    "events.firm.invite": _("邀请单位参展"),
    "events.firm.leave": _("退出活动"),
    "events.firm.move_up": _("候补单位得到展位"),
    "events.firm.refuse": _("不通过参展申请"),
    "events.firm.report": _("上报活动数"),
    "events.firm.slot_confirm": _("确认面谈"),
    "events.firm.slot_decline": _("谢绝面谈"),
    "events.firm.slot_note": _("记下面谈"),
    "events.firm.take_away": _("不带岗位"),
    "events.firm.take_resume": _("展位收简历"),
    "events.firm.wait": _("单位候补展位"),
    "events.series.change": _("修改系列活动"),
    "events.series.make": _("新建系列活动"),
    "events.slots.assign": _("安排面谈"),
    "events.slots.clear": _("撤去面谈时段"),
    "events.slots.lay": _("排面谈时段"),
    "events.ticket.cancel": _("取消报名"),
    "events.ticket.check_in": _("签到"),
    "events.ticket.consent": _("改变票上的选择"),
    "events.ticket.register": _("报名活动"),
    "events.tickets.export": _("导出报名名单"),
    "helping.agency.decide": _("核验机构"),
    "helping.agency.tell": _("填报机构许可证"),
    "helping.candidate.accepted": _("接收机构人选"),
    "helping.candidate.hired": _("机构人选入职"),
    "helping.candidate.propose": _("推荐机构人选"),
    "helping.candidate.refused": _("不接收机构人选"),
    "helping.candidate.withdrawn": _("本人撤回机构推荐"),
    "helping.carrier.move_in": _("登记入驻"),
    "helping.carrier.move_out": _("登记迁出"),
    "helping.carrier.register": _("登记载体"),
    "helping.case.answer": _("答复帮扶推荐"),
    "helping.case.close": _("办结帮扶"),
    "helping.case.contact": _("记录帮扶联系"),
    "helping.case.needs": _("记录帮扶需求"),
    "helping.case.offer": _("推荐给帮扶对象"),
    "helping.case.reopen": _("重新帮扶"),
    "helping.case.withdraw": _("撤回帮扶推荐"),
    "helping.cases.find": _("核对帮扶对象就业"),
    "helping.cases.reopen": _("失业后重新帮扶"),
    "helping.code.give": _("生成推荐码"),
    "helping.complaint.answer": _("处理机构投诉"),
    "helping.complaint.make": _("投诉机构"),
    "helping.demo.load": _("装入演示帮扶"),
    "helping.entry.enter": _("项目报名参赛"),
    "helping.entry.mark": _("评委评分"),
    "helping.entry.prize": _("项目评奖"),
    "helping.desk.answer": _("处理社区报名"),
    "helping.desk.open": _("建立社区招聘点"),
    "helping.desk.party": _("加入四社联动"),
    "helping.desk.push": _("推送社区岗位"),
    "helping.desk.sign_up": _("登记社区报名"),
    "helping.list.assign": _("分配帮扶人"),
    "helping.list.fill": _("从登记导入帮扶名单"),
    "helping.list.make": _("建立帮扶名单"),
    "helping.list.seat": _("申请整份配岗"),
    "helping.list.seated": _("整份配岗"),
    "helping.list.upload": _("用表格导入帮扶名单"),
    "helping.order.cancel": _("取消招聘订单"),
    "helping.order.close": _("完成招聘订单"),
    "helping.order.declined": _("机构不接单"),
    "helping.order.place": _("下招聘订单"),
    "helping.order.rate": _("评价招聘订单"),
    "helping.order.taken": _("机构接单"),
    "helping.project.ended": _("终止人才项目"),
    "helping.project.incubated": _("项目进入孵化"),
    "helping.project.landed": _("项目落地"),
    "helping.project.lead": _("登记项目线索"),
    "helping.project.member": _("登记项目团队"),
    "helping.project.milestone": _("加项目里程碑"),
    "helping.project.money": _("记录项目资金"),
    "helping.project.reach": _("完成项目里程碑"),
    "helping.project.sign": _("登记项目合同"),
    "helping.project.signed": _("项目签约"),
    "helping.project.talks": _("项目接洽"),
    "helping.project.visit": _("记录项目走访"),
    "helping.project.visited": _("项目考察"),
    "jobs.application.accepted": _("接受录用"),
    "jobs.application.cancel": _("取消面试"),
    "jobs.application.confirm": _("确认面试"),
    "jobs.application.decline": _("谢绝面试"),
    "jobs.application.declined": _("谢绝录用"),
    "jobs.application.hired": _("确认劳动合同"),
    "jobs.application.interview": _("邀请面试"),
    "jobs.application.offered": _("发出录用意向"),
    "jobs.application.refused": _("不录用"),
    "jobs.application.register": _("登记劳动合同"),
    "jobs.application.seen": _("查看投递"),
    "jobs.application.send": _("投递岗位"),
    "jobs.application.shortlisted": _("列入候选"),
    "jobs.application.withdrawn": _("撤回投递"),
    "jobs.invitation.send": _("邀请投递"),
    "jobs.plan.add": _("岗位列入招录计划"),
    "jobs.plan.register": _("登记招录计划"),
    "jobs.matching.off": _("关闭个人特征"),
    "jobs.matching.on": _("打开个人特征"),
    "jobs.post.draft": _("起草岗位"),
    "jobs.post.edit": _("修改岗位"),
    "jobs.post.pause": _("暂停招聘"),
    "jobs.post.publish": _("同意发布岗位"),
    "jobs.post.refuse": _("不予发布岗位"),
    "jobs.post.renew": _("岗位续期"),
    "jobs.post.resume": _("恢复招聘"),
    "jobs.post.submit": _("提交岗位"),
    "jobs.post.withdraw": _("撤下岗位"),
    "jobs.posts.expire": _("岗位到期"),
    "jobs.posts.export": _("导出岗位"),
    "jobs.posts.import": _("表格导入岗位"),
    "jobs.posts.load": _("装入演示岗位"),
    "jobs.publicity.answer": _("答复公示异议"),
    "jobs.publicity.object": _("提出公示异议"),
    "jobs.publicity.publish": _("发布公示"),
    "jobs.weights.adopt": _("采用匹配权重"),
    "jobs.weights.learn": _("学习匹配权重"),
    "jobs.weights.refuse": _("不采用匹配权重"),
    "jobs.weights.retire": _("停用匹配权重"),
    "jobs.resume.blocked": _("屏蔽单位"),
    "jobs.resume.change": _("修改简历"),
    "jobs.resume.chosen": _("选定单位"),
    "jobs.resume.forget": _("取消选定或屏蔽"),
    "jobs.resume.make": _("建立简历"),
    "jobs.resumes.load": _("装入演示简历"),
    "jobs.resume.show": _("设定简历可见范围"),
    "jobs.stage.hear": _("登记招录环节结果"),
    "ledger.batch.approve": _("批准拨付批次"),
    "ledger.batch.check": _("复核拨付批次"),
    "ledger.batch.drop": _("移出一笔付款"),
    "ledger.batch.export": _("导出付款"),
    "ledger.batch.file": _("送出拨付批次"),
    "ledger.batch.make": _("编制拨付批次"),
    "ledger.batch.return": _("退回拨付批次"),
    "ledger.batch.submit": _("提交拨付批次"),
    "ledger.books.prove": _("核对账目"),
    "ledger.claim.approve": _("批准追回"),
    "ledger.claim.ask": _("提出追回"),
    "ledger.claim.call_back": _("政策文本提出追回"),
    "ledger.claim.answer": _("本人答复追回"),
    "ledger.claims.recall": _("按政策文本查找应退款项"),
    "ledger.claim.ask_plan": _("提出新的还款安排"),
    "ledger.claim.agree_plan": _("批准还款安排"),
    "ledger.claim.refuse_plan": _("不批准还款安排"),
    "ledger.claim.drop": _("撤销追回"),
    "ledger.claim.receipt": _("登记追回到账"),
    "ledger.claim.refuse": _("不批准追回"),
    "ledger.claim.set_off": _("抵扣追回"),
    "ledger.claim.write_off": _("核销追回"),
    "ledger.fund.open": _("设立资金"),
    "ledger.line.open": _("增加预算项"),
    "ledger.funding.arrange": _("安排出资"),
    "ledger.funding.end": _("截止出资安排"),
    "ledger.money.grant": _("下达指标"),
    "ledger.money.cut": _("收回指标"),
    "ledger.batch.second": _("二级审批批次"),
    "ledger.tier.ask": _("提出审批限额"),
    "ledger.tier.agree": _("核准审批限额"),
    "ledger.tier.refuse": _("不核准审批限额"),
    "ledger.payee.ask": _("登记收款账户"),
    "ledger.payee.approve": _("核准收款账户"),
    "ledger.payee.refuse": _("不核准收款账户"),
    "ledger.payee.share": _("核准共用账户"),
    "ledger.payee.ask_list": _("登记账户清单"),
    "ledger.payee.approve_list": _("核准首次登记的账户"),
    "ledger.replies.take": _("收下银行回执"),
    "ledger.settlement.agree": _("同意存疑处理"),
    "ledger.settlement.ask": _("提出存疑处理"),
    "ledger.settlement.refuse": _("不同意存疑处理"),
    "ledger.stop.release": _("恢复拨付"),
    "programmes.draft.discard": _("放弃草稿"),
    "programmes.draft.return": _("退回草稿"),
    "programmes.draft.save": _("保存草稿"),
    "programmes.draft.start": _("起草文件"),
    "programmes.draft.submit": _("提请审核草稿"),
    "programmes.draft.withdraw": _("撤回草稿"),
    "programmes.release.approve": _("批准并发布文件"),
    "programmes.library.register": _("登记政策文本"),
    "registry.correction.request": _("申请更正"),
    "registry.correction.resolve": _("答复更正申请"),
    "registry.facts.load": _("录入数据"),
    "registry.link.ask_parting": _("提出拆分登记"),
    "registry.link.join": _("同意合并登记"),
    "registry.link.part": _("同意拆分登记"),
    "registry.link.propose": _("提出合并登记"),
    "registry.link.refuse": _("不同意合并登记"),
    "registry.link.refuse_parting": _("不同意拆分登记"),
    "registry.name.approve": _("同意变更姓名"),
    "registry.name.propose": _("提出变更姓名"),
    "registry.name.refuse": _("不同意变更姓名"),
    "registry.number.reveal": _("查看完整证件号"),
    "rights.consent.give": _("同意使用个人信息"),
    "rights.consent.withdraw": _("撤回同意"),
    "rights.copy.make": _("取走自己的数据"),
    "rights.erasure.agree": _("同意删除"),
    "rights.erasure.ask": _("申请删除"),
    "rights.erasure.execute": _("执行删除"),
    "rights.erasure.refuse": _("不同意删除"),
    "rights.erasure.withdraw": _("撤回删除申请"),
    "rights.looks.seal": _("封存当天的查看记录"),
    "rights.retention.execute": _("执行到期清理"),
    "rights.retention.list": _("列出到期数据"),
    "rights.retention.stop": _("叫停到期清理"),
    "services.appointment.absent": _("预约未到"),
    "services.appointment.attended": _("预约已到"),
    "services.appointment.book": _("预约服务点"),
    "services.appointment.cancelled": _("取消预约"),
    "services.place.beds": _("维护床位"),
    "services.place.change": _("修改服务点"),
    "services.place.closed": _("停用服务点"),
    "services.place.make": _("新建服务点"),
    "services.place.open": _("开放服务点"),
    "services.place.scheme": _("选定住宿计划"),
    "services.place.slots": _("排预约时段"),
    "services.places.load": _("装入演示服务点"),
    "services.scheme.change": _("修改住宿计划"),
    "services.scheme.closed": _("停止住宿计划"),
    "services.scheme.make": _("新建住宿计划"),
    "services.scheme.open": _("开放住宿计划"),
    "services.slot.close": _("时段停约"),
    "services.slot.open": _("时段恢复预约"),
    "services.desk.look_up": _("前台凭证件查找本人"),
    "services.stay.absent": _("住宿未到店"),
    "services.stay.book": _("预订住宿"),
    "services.stay.booked": _("核实住宿条件"),
    "services.stay.cancelled": _("取消住宿"),
    "services.stay.done": _("办理离店"),
    "services.stay.lapsed": _("候补过期"),
    "services.stay.promote": _("候补转预订"),
    "services.stay.refused": _("住宿条件不符"),
    "services.stay.staying": _("办理入住"),
    "services.stay.unshare": _("不再告诉同乡"),
}
#: names of what an entry keeps
DETAILS = {
    "as_of": _("基准日"),
    "benefit": _("待遇"),
    "benefits": _("待遇"),
    "clause": _("条款"),
    "column": _("列"),
    "counts": _("各结果数"),
    "documents": _("文档数"),
    "duty": _("岗位"),
    "effect": _("结论"),
    "engine": _("计算方式"),
    "errors": _("错误"),
    "form": _("格式"),
    "how": _("方式"),
    "level": _("认证级别"),
    "policy": _("政策"),
    "price": _("比最多的少（分）"),
    "reason": _("理由"),
    "rows": _("行数"),
    "sessions_ended": _("退出的登录数"),
    "sha256": _("校验值"),
    "sheets": _("各表"),
    "size": _("大小"),
    "state": _("状态"),
    "table": _("表"),
    "warnings": _("提醒"),
    "whole_numbers": _("含完整证件号"),
}
#: where the object of an entry is shown, by its type
PAGES = {
    "entitlements.run": (Run, "officer:run"),
    "intake.upload": (Upload, "officer:upload"),
    "registry.correctionrequest": (CorrectionRequest, "officer:correction"),
    "registry.identitylink": (IdentityLink, "officer:identity:link"),
    "registry.namechange": (NameChange, "officer:identity:name"),
    "registry.person": (Person, "officer:person"),
}


@dataclass(frozen=True)
class Wanted:
    """Which entries to list; what cannot be read is ignored."""

    actor: str = ""
    action: str = ""
    about: str = ""
    district: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        return cls(
            actor=query.get("actor", "").strip()[:64],
            action=query.get("action", "")[:100],
            about=query.get("about", "").strip()[:100],
            district=code_of(query.get("district", "")),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted()

    def condition(self) -> Q:
        found = Q()
        if self.actor:
            found &= Q(actor__username=self.actor) | Q(actor__display_name__icontains=self.actor)
        if self.action:
            found &= Q(action=self.action)
        if self.about:
            found &= Q(object_type=self.about)
        if self.district is not None:
            found &= Q(region__range=bounds(self.district))
        if self.since:
            found &= Q(at__gte=_midnight(self.since))
        if self.until:
            found &= Q(at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return found


@dataclass(frozen=True)
class Line:
    """An entry in words, with the way to what it is about."""

    entry: JournalEntry
    word: str
    link: str
    #: what the entry keeps besides, name and value
    details: list[tuple[str, str]]


def lines(entries: list[JournalEntry]) -> list[Line]:
    links = _links(entries)
    return [
        Line(
            entry=entry,
            word=str(WORDS.get(entry.action, entry.action)),
            link=links.get((entry.object_type, entry.object_id), ""),
            details=[(_word(name), _plain(value)) for name, value in entry.data.items()],
        )
        for entry in entries
    ]


def _word(name: str) -> str:
    return str(DETAILS.get(name, name))


def _plain(value: Any) -> str:
    """Nested values on one line each; yes and no in words."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, dict):
        return "；".join(f"{name} {_plain(part)}" for name, part in value.items())
    return str(value)


def _links(entries: list[JournalEntry]) -> dict[tuple[str, str], str]:
    """Addresses of the objects, one query a type."""
    found: dict[tuple[str, str], str] = {}
    for name, (model, page) in PAGES.items():
        ids = {entry.object_id for entry in entries if entry.object_type == name}
        if ids:
            rows = model.objects.filter(pk__in=ids).order_by().values_list("pk", "uuid")
            found |= {(name, str(pk)): reverse(page, args=[uuid]) for pk, uuid in rows}
    return found


def narrowed(entries: "QuerySet[JournalEntry]", wanted: Wanted) -> "QuerySet[JournalEntry]":
    return entries.filter(wanted.condition()).order_by("-id")


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
